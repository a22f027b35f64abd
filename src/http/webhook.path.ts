/** The path to which CXone delivers events. */
export const WEBHOOK_PATH = '/webhook/cxone-data-actions';
