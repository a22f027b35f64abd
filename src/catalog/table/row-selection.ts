import { BLOCK_ROWS, type Chosen } from './column.js';
import type { Condition } from './condition.js';
import type { CodedField, Dictionaries, SummaryBlock } from './summary-block.js';

type Step = (block: SummaryBlock, chosen: Chosen, count: number) => number;

const ALL = Uint16Array.from({ length: BLOCK_ROWS }, (_, offset) => offset);

/**
 * Finds the rows of a block that fulfil all conditions, one condition after the other: each goes through one column, and
 * looks only at the rows that those before have left. It holds only while the table does not change.
 */
export class RowSelection {
  /** After `within`, the first ones are the rows that were found. */
  readonly chosen: Chosen = new Uint16Array(BLOCK_ROWS);
  private readonly steps: Step[];

  constructor(conditions: readonly Condition[], dictionaries: Dictionaries) {
    this.steps = conditions.map((condition) => stepOf(condition, dictionaries));
  }

  /** @returns how many rows were found */
  within(block: SummaryBlock): number {
    this.chosen.set(ALL);
    let count = BLOCK_ROWS;
    for (const step of this.steps) count = step(block, this.chosen, count);
    return count;
  }
}

function stepOf(condition: Condition, dictionaries: Dictionaries): Step {
  switch (condition.field) {
    case 'eventId':
    case 'interactionId':
    case 'error': {
      const { field, fits } = condition;
      return (block, chosen, count) => block[field].narrow(chosen, count, fits);
    }
    case 'firstFailedAt':
    case 'retryCount':
    case 'taskAt': {
      const { field, fits } = condition;
      return (block, chosen, count) => block[field].narrow(chosen, count, fits);
    }
    case 'edited': {
      const { fits } = condition;
      return (block, chosen, count) => block.edited.narrow(chosen, count, fits);
    }
    default:
      return codedStep(condition.field, dictionaries[condition.field].fitting(condition.fits));
  }
}

function codedStep(field: CodedField, fitting: Uint8Array): Step {
  return (block, chosen, count) => block[field].narrowTo(fitting, chosen, count);
}
