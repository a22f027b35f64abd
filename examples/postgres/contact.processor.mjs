import { memberOf, PermanentError, Processor, TransientError } from 'cxone-dlq/processor';
import pg from 'pg';

/** Classes of SQLSTATE that say what is wrong with the data: the same row can never be written. */
const DATA_IS_WRONG = /^(22|23)/;

/** Connection lost, resources, administrator, serialization: the same row may be written later. */
const MAY_PASS = /^(08|40|53|57)/;

/**
 * Writes the contacts of the events of version `contact-1` to PostgreSQL. The idempotency key is the table's primary key,
 * so that an attempt whose answer was lost writes nothing twice.
 */
export class ContactProcessor {
  #pool = new pg.Pool({ connectionString: process.env.CONTACTS_URL, connectionTimeoutMillis: 5_000 });

  constructor() {
    // A connection that ends while nobody uses it is no reason for the service to end.
    this.#pool.on('error', () => {});
  }

  /** Called by the service before the first event. */
  async onModuleInit() {
    await this.#pool.query(`create table if not exists contacts (
      idempotency_key text primary key,
      contact_id text not null check (contact_id <> ''),
      payload jsonb not null,
      written_at timestamptz not null default now()
    )`);
  }

  /** @param {import('cxone-dlq/processor').CxoneEvent} event */
  async process({ eventId, payload }, { idempotencyKey, signal }) {
    const id = payload === null ? undefined : memberOf(payload, 'contact_id');
    if (id?.[0] !== '"') {
      throw new PermanentError('validation_failed', `payload.contact_id: expected text in event ${eventId}`);
    }
    signal.throwIfAborted();
    try {
      // The payload goes as text, so that PostgreSQL gets every digit of it.
      await this.#pool.query(
        'insert into contacts (idempotency_key, contact_id, payload) values ($1, $2, $3) on conflict do nothing',
        [idempotencyKey, JSON.parse(id), payload],
      );
    } catch (error) {
      throw failureOf(error);
    }
  }

  /** Called by the service after the last event. */
  async onApplicationShutdown() {
    await this.#pool.end();
  }
}
Processor({ versions: ['contact-1'] })(ContactProcessor);

/** The text of a database's error can hold values of the row, so only its code goes on. */
function failureOf({ code = 'no code' }) {
  if (DATA_IS_WRONG.test(code))
    return new PermanentError('upstream_rejected', `PostgreSQL refused the row (${code})`);
  if (MAY_PASS.test(code)) return new TransientError('upstream_error', `PostgreSQL is not ready (${code})`);
  return new TransientError('upstream_unreachable', `PostgreSQL could not be asked (${code})`);
}
