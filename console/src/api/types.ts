import type { components } from './openapi.js';

type Schemas = components['schemas'];

/** Short names for what the API answers. */
export type Me = Schemas['MeDto'];
export type Role = Me['role'];
export type EventSummary = Schemas['EventSummaryDto'];
export type EventsPage = Schemas['EventsPageDto'];
export type Stats = Schemas['StatsDto'];
export type Group = Schemas['GroupDto'];
export type GroupsPage = Schemas['GroupsPageDto'];
export type Note = Schemas['NoteDto'];
export type NoteRequest = Schemas['NoteRequestDto'];
export type Timeline = Schemas['TimelineDto'];
export type Mark = Schemas['MarkDto'];
export type SampleDryRun = Schemas['SampleDryRunDto'];
export type Job = Schemas['JobDto'];
export type Plan = Schemas['PlanDto'];
export type Ready = Schemas['ReadyDto'];
export type AuditEntry = Schemas['AuditEntryDto'];
export type Targets = Schemas['TargetsStatusDto'];
export type TargetStatus = Schemas['TargetStatusDto'];
export type JobsPage = Schemas['JobsPageDto'];
export type Settings = Schemas['SettingsDto'];
