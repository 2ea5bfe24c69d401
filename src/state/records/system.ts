/** One run of the daily system for one day. Times are whole microseconds since 1970 in UTC. */
export interface RunRecord {
  /** Name of the configuration: several share a state. */
  readonly project: string;
  /** The day that was worked on, YYYY-MM-DD in `zone`. */
  readonly date: string;
  /** Name of the run; a second run of the day may take the name of the first, whose record it then replaces. */
  readonly run: string;
  /** Time zone of the configuration, IANA name or offset. */
  readonly zone: string;
  /** When it began. */
  readonly startedAt: number;
  /** Null while it runs. */
  readonly endedAt: number | null;
  /** Where it stands. */
  readonly state: 'running' | 'done' | 'failed' | 'held';
  /** Digest of the configuration. */
  readonly configDigest: string;
  /** Version of winback. */
  readonly winback: string;
  /** Digest of the model that scored. */
  readonly modelDigest: string | null;
  /** Users that were scored. */
  readonly rows: number | null;
  /** Why it failed or was held. */
  readonly reason: string | null;
}

/** One step of a run. */
export interface StepRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** The day, YYYY-MM-DD in the zone of the configuration. */
  readonly date: string;
  /** Name of the run. */
  readonly run: string;
  /** Such as `score`. */
  readonly name: string;
  /** Where it stands. */
  readonly state: 'running' | 'done' | 'skipped' | 'failed' | 'held';
  /** When it began. */
  readonly startedAt: number;
  /** When it ended; null while it runs. */
  readonly endedAt: number | null;
  /** Digests of what it read, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Digests of what it wrote, by name or path. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Rows it worked on. */
  readonly rows: number | null;
  /** Why, in a few words. */
  readonly reason: string | null;
}

/** A decision about models, plans or deliveries, with its reason. */
export interface DecisionRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** The day, YYYY-MM-DD in the zone of the configuration. */
  readonly date: string;
  /** Such as `retrain`, `promote`, `rollback`, `keep`, `hold`. */
  readonly kind: string;
  /** What it is about, such as a digest. */
  readonly object: string;
  /** When. */
  readonly at: number;
  /** Who decided: a rule's name, or a person. */
  readonly by: string;
  /** Why, in a few words. */
  readonly reason: string;
  /** The figures it rests on. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** The events of one name on one day. */
export interface DataRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** The day, YYYY-MM-DD in the zone of the configuration. */
  readonly date: string;
  /** Name of the event; `*` for all events. */
  readonly event: string;
  /** Events of that name on the day. */
  readonly rows: number;
  /** Different users; null where they were not counted. */
  readonly users: number | null;
  /** Events that the same weekday of earlier weeks leads to expect; null while there is too little history. */
  readonly expected: number | null;
  /** Lower end of the interval. */
  readonly expectedLow: number | null;
  /** Upper end of the interval. */
  readonly expectedHigh: number | null;
  /** Median of the seconds from an event to its arrival; null where nobody measured it. */
  readonly lagP50: number | null;
  /** 99.5 % quantile of those seconds. */
  readonly lagP995: number | null;
}

/** Where data of persons were written to outside of the state: what a deletion has to look through as well. */
export interface HoldingRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** Path or URL. */
  readonly place: string;
  /** What stands there. */
  readonly what: 'list' | 'scores' | 'events' | 'attributes' | 'features' | 'export' | 'handover';
  /** When it was last written. */
  readonly at: number;
}

/** One alarm, from its first sign to its end. */
export interface AlertRecord {
  /** Name of the configuration. */
  readonly project: string;
  /** SHA-256 of kind, object and model: the same alarm has the same one. */
  readonly fingerprint: string;
  /** Kind of the fault, such as `data-gap`. */
  readonly kind: string;
  /** How much it matters. */
  readonly severity: 'info' | 'warning' | 'critical';
  /** What it is about, such as a column. */
  readonly object: string;
  /** Digest of the model it is about. */
  readonly model: string | null;
  /** Where it stands. */
  readonly state: 'pending' | 'firing' | 'resolved';
  /** When it was first seen. */
  readonly firstAt: number;
  /** Last evaluation that saw it. */
  readonly lastAt: number;
  /** Evaluations in a row that agree with the next state. */
  readonly count: number;
  /** Last evaluations, oldest first: 1 where the fault was seen. */
  readonly recent: readonly number[];
  /** The value that was found. */
  readonly value: number | null;
  /** The limit that the value passed. */
  readonly threshold: number | null;
  /** Values that its sentences name; the sentences stand in report/texts. */
  readonly values: Readonly<Record<string, unknown>>;
  /** When it began or ended to fire, of the last 14 days. */
  readonly changes: readonly number[];
  /** It begins and ends so often that nobody is told of it. */
  readonly flapping: boolean;
  /** Fingerprint of the alarm that explains it. */
  readonly inhibitedBy: string | null;
  /** When somebody was last told. */
  readonly notifiedAt: number | null;
  /** Who has taken note. */
  readonly ackBy: string | null;
  /** When they took note. */
  readonly ackAt: number | null;
  /** Nobody is told before. */
  readonly mutedUntil: number | null;
  /** Why it is muted. */
  readonly mutedReason: string | null;
}
