/** Where CXone pushes events to. */
export const WEBHOOK_PATH = '/webhook/cxone-data-actions';
