/** A few numbers with their names. */
export function Figures({
  figures,
}: {
  figures: ReadonlyArray<{ name: string; value: string; title?: string }>;
}) {
  return (
    <dl class="figures">
      {figures.map(({ name, value, title }) => (
        <div key={name} title={title}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
