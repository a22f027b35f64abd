import type { CxoneEvent } from '../event/event.js';
import { jsonString, membersOf, toJsonText, type JsonText } from '../json/json-text.js';
import type { DeadLetter } from '../letter/dead-letter.js';
import { maskedScalars, maskJson, type MaskedScalar, type ReplaceScalar } from './mask-json.js';
import { tokensIn } from '../json-patch/json-pointer.js';
import { hiddenAt, hidesAsMuch, maskPatch, scalarsOfPatch } from './mask-patch.js';
import { MASKED, startOf, type MaskPath } from './mask-path.js';
import { maskRawBody } from './mask-raw-body.js';
import { TextMask } from './mask-text.js';
import { isIdName } from './id-names.js';
import type { MaskPaths } from './mask-variants.js';

/** What anybody may be shown of an event, and of texts about it. */
export interface Shown {
  /** With `[masked]` in place of masked values; all else to the letter. */
  readonly event: CxoneEvent;
  /** A text about the event, such as an error. */
  text(text: string): string;
  /** What a target answered. */
  answer(body: string): string;
  /** The body of the delivery that brought the event. */
  rawBody(raw: string): string;
  /** JSON that was made from the event, such as by an upcaster, which may have put a value elsewhere. */
  derived(json: JsonText): JsonText;
  /** The event that arrived, where this one is a corrected one; `null`: this one arrived. */
  readonly arrived: CxoneEvent | null;
  /** A patch of the event. */
  patch(patch: JsonText): JsonText;
  /** Whether a value of the event is hidden as well at another place. `from`, `to`: JSON Pointers. */
  hidesAsMuch(value: JsonText, from: string, to: string): boolean;
  /** Whether something of a value of the event is hidden where it stands. `at`: a JSON Pointer. */
  hides(value: JsonText, at: string): boolean;
  /** Takes masked values out of JSON about the event. */
  readonly replace: ReplaceScalar;
}

/** Nothing is masked. */
export function shownAsItIs(event: CxoneEvent, arrived: CxoneEvent | null): Shown {
  const same = <T>(text: T): T => text;
  const texts = { text: same, answer: same, rawBody: same, derived: same, patch: same };
  return { event, arrived, ...texts, hidesAsMuch: () => true, hides: () => false, replace: () => null };
}

/** Other texts that hold masked values of an event. */
export interface AlsoShown {
  /** The delivery that brought it. */
  received?: DeadLetter['received'];
  /** What is tried, or put, in its place. */
  draft?: CxoneEvent;
  /** What it was corrected from. */
  arrived?: CxoneEvent | null;
  /** Its corrections. */
  edits?: DeadLetter['edits'];
}

/** The id that an event without one got: then nobody knows its shape. */
const DERIVED_ID = /^sha256-[0-9a-f]{64}$/;

/** The paths in an event, by its shape. */
function pathsIn({ eventId, payload }: CxoneEvent, paths: MaskPaths): readonly MaskPath[] {
  if (DERIVED_ID.test(eventId)) return paths.inUnrecognised;
  return payload === null ? paths.inFlat : paths.inEvent;
}

export class ShownEvent implements Shown {
  private readonly inEvent: readonly MaskPath[];
  /** Of a patch nobody knows which shape of the event it was for. */
  private readonly inPatch: readonly MaskPath[];
  private scalars: MaskedScalar[] | undefined;
  private ids: ReadonlySet<string> | undefined;
  private inTexts: TextMask | undefined;
  private inNames: TextMask | undefined;
  private shown: CxoneEvent | undefined;

  constructor(
    private readonly original: CxoneEvent,
    private readonly paths: MaskPaths,
    private readonly also: AlsoShown = {},
  ) {
    // A correction may change the shape, and what is masked in one shape is masked in the other one.
    const forms = [original, also.arrived, also.draft].flatMap((event) => event ?? []);
    this.inEvent = [...new Set(forms.flatMap((event) => pathsIn(event, paths)))];
    this.inPatch = [...new Set([...this.inEvent, ...paths.inFlat])];
  }

  get event(): CxoneEvent {
    return (this.shown ??= this.maskEvent());
  }

  get arrived(): CxoneEvent | null {
    const { arrived = null } = this.also;
    return arrived === null ? null : new ShownEvent(arrived, this.paths).event;
  }

  patch(patch: JsonText): JsonText {
    return maskPatch(patch, startOf(this.inPatch), this.replace);
  }

  hidesAsMuch(value: JsonText, from: string, to: string): boolean {
    if (this.hasMaskedId(value) && !isIdName(tokensIn(to).at(-1) ?? '')) return false;
    return hidesAsMuch(value, from, to, startOf(this.inEvent));
  }

  hides(value: JsonText, at: string): boolean {
    return this.hasMaskedId(value) || hiddenAt(value, at, startOf(this.inEvent)) !== value;
  }

  /** Whether the value is a masked id, of which normalising may have made a copy under another name. */
  private hasMaskedId(value: JsonText): boolean {
    return value[0] !== '{' && value[0] !== '[' && this.maskedIds.has(plainOf(value));
  }

  /** Ids at masked places, also of the event that arrived: a copy of one stays when a correction changes the other. */
  private get maskedIds(): ReadonlySet<string> {
    if (this.ids !== undefined) return this.ids;
    const { arrived } = this.also;
    const before = arrived ? maskedScalars(arrived.text, this.inEvent) : [];
    const found = [...this.maskedHere, ...before].filter(({ name }) => isIdName(name));
    return (this.ids = new Set(found.map(({ plain }) => plain)));
  }

  text(text: string): string {
    return this.texts.mask(text);
  }

  answer(body: string): string {
    const json = jsonIn(body);
    const masked = json === null ? null : maskJson(json, this.paths.anywhere);
    return this.text(masked === null || masked === json ? body : masked);
  }

  rawBody(raw: string): string {
    return this.text(maskRawBody(raw, this.paths));
  }

  derived(json: JsonText): JsonText {
    return maskJson(json, this.inEvent, this.replace);
  }

  readonly replace: ReplaceScalar = (scalar, _name, isName) => {
    const isText = scalar[0] === '"';
    const plain = plainOf(scalar);
    const masked = isName ? this.name(plain) : this.text(plain);
    if (masked === plain) return null;
    return jsonString(isText ? masked : MASKED);
  };

  /** A member's name: the names inside of a masked object are ordinary words, which other objects use, too. */
  private name(name: string): string {
    this.inNames ??= new TextMask(this.values().flatMap(({ plain, isName }) => (isName ? [] : [plain])));
    return this.inNames.mask(name);
  }

  private get texts(): TextMask {
    return (this.inTexts ??= new TextMask(this.values().map(({ plain }) => plain)));
  }

  private values(): MaskedScalar[] {
    const { received, draft, arrived, edits = [] } = this.also;
    const others = [draft, arrived].flatMap((event) => event ?? []);
    const patches = edits.flatMap(({ patch }) => patch ?? []);
    const raw = received?.rawBody === undefined ? null : jsonIn(received.rawBody);
    return [
      ...this.maskedHere,
      ...(raw === null ? [] : maskedScalars(raw, this.paths.anywhere)),
      ...others.flatMap(({ text }) => maskedScalars(text, this.inEvent)),
      ...patches.flatMap((patch) => scalarsOfPatch(patch, startOf(this.inPatch))),
    ];
  }

  private get maskedHere(): MaskedScalar[] {
    return (this.scalars ??= maskedScalars(this.original.text, this.inEvent));
  }

  private maskEvent(): CxoneEvent {
    const { original } = this;
    const ids = this.maskedIds;
    // Normalising copies an id from one name to another: the copy is masked with it.
    const replace: ReplaceScalar = (scalar, name, isName) => {
      if (isName || !isIdName(name)) return null;
      return ids.has(plainOf(scalar)) ? jsonString(MASKED) : null;
    };
    const text = maskJson(original.text, this.inEvent, ids.size === 0 ? undefined : replace);
    if (text === original.text) return original;
    const fields = new Map(membersOf(text));
    const shown = (field: string, value: string) =>
      fields.get(field) === jsonString(MASKED) ? MASKED : value;
    return {
      ...original,
      text,
      payload: fields.get('payload') ?? null,
      eventId: shown('event_id', original.eventId),
      tenantId: original.tenantId === null ? null : shown('tenant_id', original.tenantId),
      schemaVersion: shown('schema_version', original.schemaVersion),
    };
  }
}

function plainOf(scalar: JsonText): string {
  return scalar[0] === '"' ? (JSON.parse(scalar) as string) : scalar;
}

function jsonIn(text: string): JsonText | null {
  try {
    return toJsonText(text.replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
}
