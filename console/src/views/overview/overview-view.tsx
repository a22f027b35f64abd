import { usePlace } from '../../router/location.js';
import { BacklogCard } from './backlog-card.js';
import { CausesCard } from './causes-card.js';
import { FailuresCard } from './failures-card.js';
import { HealthLine } from './health-line.js';
import { NowCard } from './now-card.js';
import { useLatestJobs, useReady, useStats, useTargets, useWorstCauses } from './queries.js';
import { rangeIn } from './ranges.js';
import { TargetsCard } from './targets-card.js';
import './overview.css';

/** What is wrong, since when, and how bad it is: one screen. */
export default function OverviewView() {
  const { query } = usePlace();
  const ready = useReady();
  const stats = useStats();
  const groups = useWorstCauses();
  const targets = useTargets();
  const jobs = useLatestJobs();
  return (
    <div class="overview">
      <HealthLine ready={ready} stats={stats} groups={groups} targets={targets} jobs={jobs} />
      <div class="overview-columns">
        <div class="overview-main">
          <FailuresCard range={rangeIn(query)} />
          <CausesCard groups={groups} />
        </div>
        <div class="overview-side">
          <BacklogCard stats={stats} />
          <NowCard stats={stats} jobs={jobs} />
          <TargetsCard targets={targets} />
        </div>
      </div>
    </div>
  );
}
