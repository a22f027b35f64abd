/** How a delivery ended, as the target saw it. */
export type DeliveryEnd =
  /** Answered 2xx: the event is processed. */
  | 'delivered'
  /** Answered otherwise. */
  | 'refused'
  /** The target broke the connection. */
  | 'dropped'
  /** The replica did, or its end. */
  | 'abandoned';

/** One delivery of one event, as the target saw it. Times of `performance.now()`. */
export interface Delivery {
  eventId: string;
  /** The replica's present life, by its token. */
  by: string;
  begin: number;
  /** `Infinity` while it is open. */
  end: number;
  how: DeliveryEnd | 'open';
}

/** What the target does with a delivery. */
export type TargetAnswer = 'drop' | { status: number; retryAfterS?: number };

/**
 * Decides on a delivery; until the promise is settled it stays open.
 *
 * @param nth of this event, from 1
 */
export type Behaviour = (delivery: Readonly<Delivery>, nth: number) => Promise<TargetAnswer>;
