import { InProcessSpread } from '../../src/redrives/spread/in-process-turns.js';
import { describeMemberTurns } from './member-turns.contract.js';

describeMemberTurns('InProcessTurns', () => new InProcessSpread());
