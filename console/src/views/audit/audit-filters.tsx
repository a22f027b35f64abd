import { useFilters } from '../../router/use-filters.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { ACTIONS, actionWords } from './audit-words.js';
import { FilterInput } from './filter-input.js';
import { fromLocalInput, toLocalInput } from './local-input.js';

/** The filters of the audit that the address has. */
export const FILTERS = ['from', 'to', 'actor', 'action', 'trace_id', 'job_id'] as const;

/** When, who, what, and to which event or job. */
export function AuditFilters() {
  const [filters, change] = useFilters(FILTERS);
  const text = (name: (typeof FILTERS)[number]) => filters[name]?.[0] ?? '';
  const words = (name: 'actor' | 'trace_id' | 'job_id', label: string, placeholder: string) => (
    <FilterInput
      label={label}
      placeholder={placeholder}
      value={text(name)}
      change={(value) => change({ [name]: value === '' ? null : value })}
    />
  );
  const time = (name: 'from' | 'to', label: string) => (
    <FilterInput
      label={label}
      time
      value={toLocalInput(text(name))}
      change={(value) => change({ [name]: fromLocalInput(value) })}
    />
  );
  const actions = filters.action ?? [];
  return (
    <div class="audit-filters" role="search" aria-label="Audit">
      {words('actor', 'Who', 'such as ci')}
      <Field label="What">
        {(id) => (
          <select
            id={id}
            class="select"
            value={actions.join(',')}
            onChange={({ currentTarget: { value } }) =>
              change({ action: value === '' ? null : value.split(',') })
            }
          >
            <option value="">everything</option>
            {actions.length > 1 && (
              <option value={actions.join(',')}>{actions.map(actionWords).join(', or ')}</option>
            )}
            {ACTIONS.map((action) => (
              <option key={action} value={action}>
                {actionWords(action)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {time('from', 'From')}
      {time('to', 'Before')}
      {words('trace_id', 'Event', 'a trace id')}
      {words('job_id', 'Job', 'a job id')}
      {Object.keys(filters).length > 0 && (
        <div>
          <Button kind="link" onClick={() => change(Object.fromEntries(FILTERS.map((name) => [name, null])))}>
            Remove all filters
          </Button>
        </div>
      )}
    </div>
  );
}
