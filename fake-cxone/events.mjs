/** All data is made up. No id, name or number belongs to anyone (555-01xx is reserved for fiction). */
const TYPES = ['interaction.created', 'interaction.routed', 'interaction.ended', 'case.status_changed'];
const CHANNELS = ['voice', 'chat', 'email', 'sms'];
const SKILLS = ['billing', 'returns', 'technical support', 'café loyalty'];
const TENANTS = ['t_northwind', 't_contoso', 't_fabrikam'];
const STATUSES = ['open', 'pending', 'resolved', 'closed'];

/**
 * Numbers from 0 to 1 that are the same for the same seed (mulberry32).
 * @param {number} seed
 * @returns {() => number}
 */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A stream of realistic events; a share of them names no interaction, as the default rule wants it.
 * @param {{ seed: number, broken: number, now?: () => number }} options
 * @returns {Generator<import('./shapes.d.mjs').MadeUpEvent, never>}
 */
export function* madeUpEvents({ seed, broken, now = Date.now }) {
  const random = seededRandom(seed);
  const pick = (from) => from[Math.floor(random() * from.length)];
  const id = (digits) => Math.floor(random() * 10 ** digits);
  for (let number = 1; ; number += 1) {
    const isBroken = random() < broken;
    const interactionId = `int_${seed}_${id(9)}`;
    const payload = {
      type: pick(TYPES),
      interaction_id: interactionId,
      // Contact ids of CXone are integers beyond 32 bits.
      contact_id: 400_000_000_000 + id(11),
      agent_id: 10_000 + id(4),
      channel: pick(CHANNELS),
      direction: random() < 0.8 ? 'inbound' : 'outbound',
      skill: pick(SKILLS),
      status: pick(STATUSES),
      from: `+1202555${String(100 + id(2)).padStart(4, '0')}`,
      wait_seconds: id(3) / 10,
    };
    if (isBroken) {
      // A contact id would do for one.
      delete payload.interaction_id;
      delete payload.contact_id;
    }
    yield {
      event_id: `evt_${seed}_${String(number).padStart(6, '0')}`,
      tenant_id: pick(TENANTS),
      timestamp: new Date(now()).toISOString(),
      schema_version: 'v2.1',
      payload,
    };
  }
}
