import { DAY_MS, SECOND_MS, type Variable } from './variable.js';

export const SIGNATURES = {
  WEBHOOK_SIGNATURES: {
    type: 'text',
    default: '',
    meaning:
      'Profiles separated by commas, of which one must verify a delivery; none: anybody may deliver, with a warning.',
  },
  'WEBHOOK_SECRET_<PROFILE>': {
    type: 'secret',
    meaning:
      "A profile's secret, or several separated by commas (in a file also by lines); the profile in upper case, `_` for `-`.",
  },
  WEBHOOK_REQUIRE_SIGNATURE: {
    type: 'boolean',
    default: false,
    meaning: 'Refuses to start without a profile.',
  },
  WEBHOOK_SIGNATURE_TOLERANCE_S: {
    type: 'integer',
    default: 300,
    min: 1,
    max: DAY_MS / SECOND_MS,
    meaning: 'Seconds between a signed time and now, either way.',
    past: '401 `timestamp_stale`.',
  },
  WEBHOOK_CUSTOM_PROFILE: {
    type: 'text',
    meaning:
      'The profile `custom`, as JSON ([members](connecting-cxone.md#a-profile-of-your-own)): `{"header":"X-Sig","template":"{body}"}`.',
  },
} as const satisfies Record<string, Variable>;
