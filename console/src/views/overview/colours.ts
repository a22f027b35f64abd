/** Names of the colours of layers, in their order (styles/tokens.css). */
export function layerVariable(index: number, isOther: boolean): string {
  return isOther ? '--series-other' : `--series-${index + 1}`;
}

/** A colour as a canvas takes it: `light-dark()` is resolved for the present theme. */
export function resolvedColour(variable: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
