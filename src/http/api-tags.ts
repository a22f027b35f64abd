/** The groups of the API's description, by task, in the order in which they are shown. */
export const TAGS = {
  look: 'Look',
  retry: 'Get it through',
  correct: 'Correct',
  rules: 'Schemas and routes',
  notifications: 'Notifications',
  audit: 'Audit',
  webhook: 'Webhook',
  access: 'Access',
  health: 'Health',
} as const;

/** One sentence for each group. */
export const TAG_SENTENCES: Record<keyof typeof TAGS, string> = {
  look: 'See which events failed, why, and how many.',
  retry: 'See what a retry would do, then retry one dead letter, a page of them, or all that a filter takes.',
  correct:
    'Try a dead letter with another payload or another schema, correct its event, give it up, or accept a record that was ' +
    'repaired.',
  rules: 'See what events must look like and where they are delivered, and read changed files again.',
  notifications: 'Try the channels by which people are told.',
  audit: 'See who changed what, and why.',
  webhook: 'The address to which CXone delivers events.',
  access: 'See whom the service takes you for.',
  health: 'Answers for load balancers and monitoring.',
};
