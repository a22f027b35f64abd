/** A time of the address as `datetime-local` has it, in the viewer's zone; empty where it is none. */
export function toLocalInput(at: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return '';
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** What a `datetime-local` holds as the API takes it; `null`: nothing. */
export function fromLocalInput(value: string): string | null {
  const time = new Date(value);
  return value === '' || Number.isNaN(time.getTime()) ? null : time.toISOString();
}
