import { JSON_PATCH, MERGE_PATCH } from './patch-body.js';

/** The body of a correction in the API's description: one form and one example for each content type. */
export const PATCH_BODY = {
  required: true,
  content: {
    [JSON_PATCH]: {
      schema: {
        type: 'array',
        items: {
          type: 'object',
          required: ['op', 'path'],
          properties: {
            op: { type: 'string', enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] },
            path: { type: 'string', example: '/payload/interaction_id' },
            from: { type: 'string', description: 'Of `move` and `copy`.' },
            value: { description: 'Of `add`, `replace` and `test`; any JSON.' },
          },
        },
      },
      example: [{ op: 'add', path: '/payload/interaction_id', value: 'int_1' }],
    },
    [MERGE_PATCH]: {
      schema: { type: 'object', description: 'A part of the event; null takes a member away.' },
      example: { payload: { interaction_id: 'int_1' } },
    },
  },
};
