import { ALIASES } from '../event/event-aliases.js';
import { nameStep, type MaskPath, type PathStep } from './mask-path.js';

const DEEP: PathStep = { kind: 'deep' };

const PAYLOAD_NAMES = ALIASES.payload.map(nameStep);

/** The paths as they stand in an event, with the sender's own name of the payload too. */
function pathsInEvent(paths: readonly MaskPath[]): MaskPath[] {
  return paths.flatMap(([first, ...rest]) =>
    isPayload(first) ? PAYLOAD_NAMES.map((name) => [name, ...rest]) : [[first!, ...rest]],
  );
}

/**
 * The same paths in a text of a shape that nobody knows: what a target answered, a delivery as it arrived. They may begin
 * anywhere, and a flat event has no payload around it.
 */
function pathsAnywhere(paths: readonly MaskPath[]): MaskPath[] {
  return paths.flatMap((path) => {
    const variants = pathsInEvent([path]);
    const [first, ...rest] = path;
    const flat = rest[0]?.kind === 'deep' ? rest.slice(1) : rest;
    if (isPayload(first) && flat.some(isName)) variants.push(flat);
    return variants.map((variant) => (variant[0]?.kind === 'deep' ? variant : [DEEP, ...variant]));
  });
}

/** The paths of REDACT_PATHS, for each kind of text. */
export interface MaskPaths {
  inEvent: readonly MaskPath[];
  /** In an event without a payload: what stands beside its envelope is its payload. */
  inFlat: readonly MaskPath[];
  /** In an event whose shape nobody knows. */
  inUnrecognised: readonly MaskPath[];
  anywhere: readonly MaskPath[];
  /** Whether a path takes all of the payload: what of a flat event is its payload, nobody can tell from its text. */
  takePayload: boolean;
}

export function maskPathsOf(paths: readonly MaskPath[]): MaskPaths {
  const [inEvent, anywhere] = [pathsInEvent(paths), pathsAnywhere(paths)];
  const takePayload = paths.some(([first, ...rest]) => isPayload(first) && !rest.some(isName));
  const flat = paths.filter(([first]) => isPayload(first)).map(([, ...rest]) => flatPath(rest));
  return {
    inEvent,
    inFlat: [...inEvent, ...flat],
    inUnrecognised: [...inEvent, ...anywhere],
    anywhere,
    takePayload,
  };
}

/** What is left of a path behind the payload: of `payload` itself all members, `*` only those beside the envelope. */
function flatPath(rest: readonly PathStep[]): MaskPath {
  const [first = { kind: 'any' }, ...others] = rest;
  return [first.kind === 'any' ? { kind: 'beside' } : first, ...others];
}

function isName({ kind }: PathStep): boolean {
  return kind === 'name';
}

function isPayload(step: PathStep | undefined): boolean {
  return PAYLOAD_NAMES.some(
    (name) => step?.kind === 'name' && name.kind === 'name' && name.folded === step.folded,
  );
}
