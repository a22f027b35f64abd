import type { Group } from '../../api/types.js';
import { queryString } from '../../api/query-string.js';
import { hrefOf } from '../../router/location.js';
import { Badge, StatusBadge } from '../../ui/badge.js';
import { count } from '../../ui/format.js';
import { Sparkline } from '../../ui/sparkline.js';
import { Time } from '../../ui/time.js';
import { trendOf } from '../../ui/trend.js';
import { CauseActions } from './cause-actions.js';
import { DryRun } from './dry-run.js';
import type { NoteActions } from './use-note.js';

export interface CauseItemProps {
  group: Group;
  /** The keyboard is at this one. */
  chosen: boolean;
  onChoose: () => void;
  notes: NoteActions;
  dryRun: boolean;
  onDryRun: (open: boolean) => void;
}

const TENANTS_SHOWN = 3;

/** One cause: why, how many, since when, who knows, and what can be done. */
export function CauseItem({ group, chosen, onChoose, notes, dryRun, onDryRun }: CauseItemProps) {
  const { fingerprint, error, per_hour } = group;
  const trend = trendOf(per_hour);
  return (
    <article
      id={`cause-${fingerprint}`}
      class={`cause ${group.is_new ? 'cause-new' : ''} ${chosen ? 'cause-chosen' : ''}`}
      aria-current={chosen ? 'true' : undefined}
      aria-label={error}
      tabIndex={-1}
      onFocusIn={onChoose}
    >
      <div class="cause-head">
        <h2 class="cause-title">
          <a href={hrefOf(`/events${queryString({ group: fingerprint })}`)}>{error}</a>
        </h2>
        <div class="cause-count">
          <strong title={`${count(group.count)} unresolved events`}>{count(group.count)}</strong>
          <Sparkline counts={per_hour} label={`Failures by the hour: ${trend}`} />
          <span class="muted small">{trend}</span>
        </div>
      </div>
      <div class="row small">
        <Badges group={group} />
        <span class="muted">{factsOf(group)}</span>
      </div>
      <p class="row small muted">
        {Object.entries(group.by_status)
          .filter(([, number]) => number > 0)
          .map(([status, number]) => (
            <a
              key={status}
              class="cause-status"
              href={hrefOf(`/events${queryString({ group: fingerprint, status })}`)}
            >
              <StatusBadge status={status} /> {count(number)}
            </a>
          ))}
        <span>
          first <Time at={group.first_failed_at} />, last <Time at={group.last_failed_at} />
        </span>
      </p>
      {group.note?.text && (
        <p class="cause-note">
          “{group.note.text}” <span class="muted">— {group.note.updated_by}, </span>
          <span class="muted">
            <Time at={group.note.updated_at} />
          </span>
        </p>
      )}
      <CauseActions group={group} notes={notes} onDryRun={() => onDryRun(true)} />
      {dryRun && <DryRun group={group} onClose={() => onDryRun(false)} />}
    </article>
  );
}

function Badges({ group: { is_new, fixed_now: fixed, note } }: { group: Group }) {
  return (
    <>
      {is_new && <Badge tone="accent">new</Badge>}
      {fixed !== undefined && fixed.would_pass > 0 && (
        <Badge
          tone="good"
          title={`A dry run after the last change of schemas or routes, of ${fixed.sampled}`}
        >
          {fixed.would_pass} of {fixed.sampled} would pass now
        </Badge>
      )}
      {note?.state === 'acknowledged' && <Badge>acknowledged</Badge>}
      {note?.state === 'muted' && <Badge>muted</Badge>}
      {note?.owner && <Badge tone="good">{note.owner} looks after it</Badge>}
      {note?.until && (
        <span class="muted">
          until <Time at={note.until} form="short" />
        </span>
      )}
    </>
  );
}

function factsOf({ error_code, target, schema_version, tenants, other_tenants }: Group): string {
  const named = tenants.slice(0, TENANTS_SHOWN).map(({ name }) => name ?? 'no tenant');
  const more = tenants.length - named.length + (other_tenants > 0 ? 1 : 0);
  const of = named.join(', ') + (more > 0 ? ` and ${more} more` : '');
  return [error_code, target, schema_version && `schema ${schema_version}`, of].filter(Boolean).join(' · ');
}
