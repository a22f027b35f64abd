/** Small bars for a row of a table; the words beside it say what they say. @param label for screen readers and on hover */
export function Sparkline({ counts, label }: { counts: readonly number[]; label: string }) {
  const most = Math.max(...counts, 1);
  const width = counts.length * 4;
  return (
    <svg
      class="sparkline"
      width={width}
      height="20"
      viewBox={`0 0 ${width} 20`}
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {counts.map((count, index) => {
        const height = count === 0 ? 1 : Math.max(2, (18 * count) / most);
        const tone = count === 0 ? 'sparkline-none' : 'sparkline-bar';
        return <rect key={index} class={tone} x={index * 4} y={20 - height} width="3" height={height} />;
      })}
    </svg>
  );
}
