import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../../http/problem.js';
import type { Clock } from '../../runtime/clock.js';
import type { Facts } from '../../runtime/facts.js';
import type { Log } from '../../runtime/logger.js';
import { addressIn } from '../received-request.js';
import { checkSignatures, type ProfileFailure } from './check-signatures.js';
import { seenHeaders, type SeenHeader } from './seen-headers.js';
import { describeProfile, type SignatureProfile } from '../../domain/signature/signature-profile.js';
import type { SignatureFailure, Verification } from '../../domain/signature/verify-signature.js';

/** The answers to senders. They never say which secret or signature was expected. */
const DETAILS: Record<SignatureFailure, string> = {
  timestamp_stale: 'The signature is right, but its timestamp is too far from now.',
  timestamp_invalid: 'The timestamp is not a count of seconds or milliseconds since 1970.',
  signature_mismatch: 'The signature is not that of these bytes by a configured secret.',
  timestamp_missing: 'The timestamp that is signed did not come with the signature.',
  webhook_id_missing: 'The id that is signed did not come with the signature.',
  signature_malformed: 'The signature is not in the form that is expected.',
  signature_missing: 'The delivery is not signed.',
};

export interface SignatureGateOptions {
  active: readonly Verification[];
  clock: Clock;
  facts: Facts;
  log: Log;
}

/** Passes only signed deliveries, where a profile is active. It checks the raw body, before anything reads it. */
export function signatureGate({ active, clock, facts, log }: SignatureGateOptions) {
  const profiles = active.map(({ profile }) => profile);
  if (active.length === 0) {
    log.warn('webhook_unsigned', { reason: 'no secret is set: deliveries are accepted from anybody' });
  }
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (active.length === 0) return next();
    const delivery = { headers: request.headers, body: bytesOf(request.body) };
    const result = checkSignatures(active, delivery, clock.now());
    if (result.verified) {
      facts.tell('signature_verified', { profile: result.profile, secret: result.key + 1 });
      return next();
    }
    facts.tell('signature_refused', { reason: result.reason });
    log.warn('signature_refused', {
      reason: result.reason,
      profiles: result.failures.map(failureLine),
      headers: seenHeaders(delivery, profiles).map(headerLine),
      body_bytes: delivery.body.length,
      remote_address: addressIn(request.ip),
    });
    throw refusal(result.reason, profiles);
  };
}

function refusal(reason: SignatureFailure, profiles: readonly SignatureProfile[]): Problem {
  const challenges = new Set(profiles.map(({ scheme }) => (scheme === 'token' ? 'Bearer' : 'HMAC-SHA256')));
  return new Problem({
    status: 401,
    code: reason,
    detail: DETAILS[reason],
    errors: profiles.map((profile) => ({ field: profile.header, expected: describeProfile(profile) })),
    // RFC 9110, section 15.5.2: a 401 must name a way to authenticate.
    headers: { 'WWW-Authenticate': [...challenges].join(', ') },
  });
}

/** Such as `nice-ts: timestamp_stale (400 s old)`. */
function failureLine({ profile, reason, ageS }: ProfileFailure): string {
  return `${profile}: ${reason}${ageS === undefined ? '' : ` (${ageS} s old)`}`;
}

/** Such as `x-nexus-timestamp: 10 characters, begins with 1761`. */
function headerLine({ name, length, start }: SeenHeader): string {
  return `${name}: ${length} characters${start === undefined ? '' : `, begins with ${start}`}`;
}

/** A request without a body has none to parse. */
function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}
