import type { ViewEntry } from './view.js';

/** Paths without a name come before those with one. */
export const VIEWS: readonly ViewEntry[] = [
  {
    path: '/',
    title: 'Overview',
    nav: { icon: 'overview', key: 'o' },
    load: () => import('./overview/overview-view.js'),
  },
  {
    path: '/causes',
    title: 'Causes',
    nav: { icon: 'causes', key: 'c' },
    load: () => import('./causes/causes-view.js'),
  },
  {
    path: '/events',
    title: 'Events',
    nav: { icon: 'events', key: 'e' },
    load: () => import('./events/events-view.js'),
  },
  { path: '/events/:trace_id', title: 'Event', load: () => import('./event/event-view.js') },
  {
    path: '/jobs',
    title: 'Jobs',
    nav: { icon: 'jobs', key: 'j' },
    load: () => import('./jobs/jobs-view.js'),
  },
  { path: '/jobs/new', title: 'New job', load: () => import('./jobs/new-job-view.js') },
  { path: '/jobs/:job_id', title: 'Job', load: () => import('./jobs/job-view.js') },
  {
    path: '/schemas',
    title: 'Schemas',
    nav: { icon: 'schemas', key: 's' },
    load: () => import('./schemas/schemas-view.js'),
  },
  { path: '/schemas/:file', title: 'Schema', load: () => import('./schemas/schema-file-view.js') },
  {
    path: '/audit',
    title: 'Audit',
    nav: { icon: 'audit', key: 'a' },
    load: () => import('./audit/audit-view.js'),
  },
  {
    path: '/settings',
    title: 'Settings',
    nav: { icon: 'settings', key: 't' },
    load: () => import('./settings/settings-view.js'),
  },
  { path: '/signed-in', title: 'Signed in', load: () => import('./signed-in/signed-in-view.js') },
];
