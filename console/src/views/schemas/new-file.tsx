import { useState } from 'preact/hooks';
import { navigate } from '../../router/location.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field } from '../../ui/field.js';
import { fileNamed } from './schema-file.js';

/** Opens a file by its name: one that is there, or a new one. */
export function NewFile({ readOnly }: { readOnly: string | null }) {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const open = () => {
    const file = fileNamed(name);
    if (file !== null) navigate(`/schemas/${encodeURIComponent(file)}`);
    else setProblem('A version such as v3, v1-to-v3.upcast.jsonata, or registry.yaml');
  };
  return (
    <Card title="Another version or file">
      <form
        class="row new-file"
        onSubmit={(event) => {
          event.preventDefault();
          open();
        }}
      >
        <Field
          label="Version, or name of a file"
          error={problem}
          hint={
            readOnly === null
              ? 'v3 for a schema; v1-to-v3.upcast.jsonata for an upcaster; registry.yaml'
              : 'Opens a file of the set, such as registry.yaml'
          }
        >
          {(id, describedBy) => (
            <input
              id={id}
              class="input"
              autocomplete="off"
              aria-describedby={describedBy}
              value={name}
              onInput={({ currentTarget }) => {
                setName(currentTarget.value.trim());
                setProblem(null);
              }}
            />
          )}
        </Field>
        <Button type="submit">Open</Button>
      </form>
    </Card>
  );
}
