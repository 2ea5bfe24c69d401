/** What crosses the wire of `winback serve`: the bodies of requests and answers, as JSON. */

/** A value of a feature: a number, true or false, the name of a category, or null where it is missing. */
export type FeatureValue = number | boolean | string | null;

/** Asks for the score of one user. */
export interface ScoreRequest {
  /** The user. Needed where the server has a feature file or a canary. */
  readonly id?: string | undefined;
  /** Values by name of the feature; they go before those of the feature file. What neither has is missing. */
  readonly features?: Readonly<Record<string, FeatureValue>> | undefined;
}

/** Which model gave an answer. */
export interface AnsweringModel {
  /** Name under which it serves, such as `production` or `canary`. */
  readonly name: string;
  /** First digits of its digest. */
  readonly version: string;
}

/** Where the values came from. */
export interface FeatureOrigin {
  /** The request alone, the feature file alone, or values of the request over those of the file. */
  readonly source: 'request' | 'table' | 'both';
  /** Day that the feature file describes, YYYY-MM-DD; null without one. */
  readonly asOf: string | null;
  /** Whether the file is older than the server's limit. */
  readonly stale: boolean;
  /** Whether the file has the user; null without a file. */
  readonly known: boolean | null;
  /** Names of the features whose category the model has never seen: they count as missing. */
  readonly unseen: readonly string[];
}

/** The score of one user. */
export interface ScoreAnswer {
  /** The user; null where the request named none. */
  readonly id: string | null;
  /** Calibrated probability that the user leaves, in [0, 1]. */
  readonly probability: number;
  /** Name of the risk tier. */
  readonly tier: string;
  /** Whether the probability reaches the model's threshold. */
  readonly contact: boolean;
  /** Which model scored. */
  readonly model: AnsweringModel;
  /** Where the values came from. */
  readonly features: FeatureOrigin;
}

/** One sentence of an explanation. */
export interface ExplainedStatement {
  /** Which sentence: `score`, `start`, `reason`, `rest`, `sum` or `calibration`. */
  readonly code: string;
  /** Its values: those of `start`, `reason` and `rest` add up to the log odds of `sum`. */
  readonly values: object;
  /** Its words in both languages. */
  readonly text: {
    /** In Chinese. */
    readonly zh: string;
    /** In English. */
    readonly en: string;
  };
  /** The record it rests on, and how to compute it again. */
  readonly source: {
    /** Name of the feature file. */
    readonly record: string;
    /** The user. */
    readonly key: string | number | null;
    /** Digest of the model. */
    readonly digest: string | null;
    /** A command that gives the same numbers. */
    readonly command: string;
  };
}

/** Why a user has the score. */
export interface ExplainAnswer extends Omit<ScoreAnswer, 'id'> {
  /** The user. */
  readonly id: string;
  /** What the plan decided; null where none holds or it does not have the user. */
  readonly decision: Pick<DecideAnswer, 'action' | 'reason' | 'held' | 'plan'> | null;
  /** Score, start, reasons, rest, sum and calibration, in this order. */
  readonly statements: readonly ExplainedStatement[];
}

/** Asks for the scores of up to 200 users. */
export interface BatchRequest {
  /** The users, none twice. */
  readonly rows: readonly ScoreRequest[];
}

/** The scores of a batch, in the order of its rows. */
export interface BatchAnswer {
  /** One answer a row. */
  readonly rows: readonly ScoreAnswer[];
}

/** One wrong value of a request. */
export interface ValueProblem {
  /** JSON pointer (RFC 6901) to the value. */
  readonly pointer: string;
  /** What is wrong, for programs. */
  readonly code: string;
  /** What is wrong, for people; left out where the server shows codes alone. */
  readonly message?: string | undefined;
}

/** Why a request was not answered: a problem document (RFC 9457). */
export interface ProblemDocument {
  /** `urn:winback:` and the code. */
  readonly type: string;
  /** What happened, in a few words. */
  readonly title: string;
  /** Status of HTTP. */
  readonly status: number;
  /** What happened, for programs. */
  readonly code: string;
  /** What happened to this request. */
  readonly detail?: string | undefined;
  /** The wrong values, at most 20. */
  readonly errors?: readonly ValueProblem[] | undefined;
  /** Wrong values beyond these. */
  readonly more?: number | undefined;
}

/** A model as the server shows it. */
export interface ModelStatus {
  /** Name under which it serves. */
  readonly name: string;
  /** Folder or registry that it comes from. */
  readonly place: string;
  /** First digits of its digest. */
  readonly version: string;
  /** SHA-256 of its manifest. */
  readonly digest: string;
  /** Name that its training gave it. */
  readonly title: string;
  /** Since when it serves, ISO 8601. */
  readonly since: string;
  /** Version before it, which is still open; null for none. */
  readonly previous: string | null;
  /** Rows whose scores were compared before it served, and whether its training had recorded them. */
  readonly warmUp: {
    /** Rows. */
    readonly rows: number;
    /** False where only two scorers were compared with each other. */
    readonly recorded: boolean;
  };
  /** The newest model that was refused; null for none. */
  readonly refused: {
    /** Its digest; null where that could not be read. */
    readonly digest: string | null;
    /** Code of the error. */
    readonly code: string;
    /** Why. */
    readonly message: string;
  } | null;
  /** Share of the users that a canary scores; null for other names. */
  readonly share: number | null;
  /** Names and kinds of its features. */
  readonly features: readonly {
    /** Name. */
    readonly name: string;
    /** A number or the name of a category. */
    readonly kind: 'numeric' | 'categorical';
  }[];
}

/** Whether a server may get requests. */
export interface ReadyAnswer {
  /** Whether it may. */
  readonly ready: boolean;
  /** Why not; empty where it may. */
  readonly reasons: readonly string[];
}

/** Asks what is to be done with a user. */
export interface DecideRequest {
  /** The user. */
  readonly id: string;
  /** Whether the user wants no messages, as the caller knows it. @default false */
  readonly optedOut?: boolean | undefined;
  /** Values by name of the feature, as for a score: read where the plan does not have the user and its prices decide. */
  readonly features?: Readonly<Record<string, FeatureValue>> | undefined;
  /** Values of the other columns that the plan reads, such as revenue and consent: read in the same case. */
  readonly values?: Readonly<Record<string, number | boolean | string>> | undefined;
  /** Name of the experiment whose arm is wanted. @default the first one of the server */
  readonly experiment?: string | undefined;
}

/** The arm of a user in an experiment. */
export interface UserArm {
  /** Name of the experiment. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** The arm; null for a user who is not in the experiment. */
  readonly variant: string | null;
  /** `assigned`, or what keeps the user out: `holdout`, `namespace`, `coverage`. */
  readonly why: 'assigned' | 'holdout' | 'namespace' | 'coverage';
}

/** An arm with the name under which its exposure is told. */
export interface AssignedExperiment extends UserArm {
  /** The same for the same user and version of the experiment. */
  readonly decisionId: string;
}

/** The arms of a user. */
export interface AssignAnswer {
  /** The user. */
  readonly id: string;
  /** One entry an experiment of the server, in the order of its configurations. */
  readonly experiments: readonly AssignedExperiment[];
}

/** What the plan decided about a user. */
export interface DecideAnswer {
  /** The user. */
  readonly id: string;
  /** Names this decision; the same for the same user and plan. */
  readonly decisionId: string;
  /** Name of the action; null for none. */
  readonly action: string | null;
  /** Why, as a code of plans: `selected`, `holdout`, `opted_out`, ... */
  readonly reason: string;
  /** Whether the user is kept without an action to measure the campaign. */
  readonly held: boolean;
  /** The user's arm in the experiment that was named, or in the first one of the server; null where it has none. */
  readonly experiment: UserArm | null;
  /** Money, where the prices of the plan decided about a user whom it does not have; else null. Yuan. */
  readonly beyondPlan: {
    /** What the action costs. */
    readonly cost: number;
    /** What all such actions of the plan cost so far. */
    readonly spent: number;
    /** What the plan left and nobody has spent. */
    readonly left: number;
  } | null;
  /** The plan that decided. */
  readonly plan: {
    /** Digest of its plan.json. */
    readonly digest: string;
    /** Until when it holds, ISO 8601. */
    readonly validUntil: string;
  };
}

/** A user who saw the variant of an experiment. */
export interface ExposureRequest {
  /** Names the decision that was shown, as `/v1/decide` or `/v1/assign` gave it. It counts once for each experiment. */
  readonly decisionId: string;
  /** The user. */
  readonly id: string;
  /** Name of the experiment. */
  readonly experiment: string;
  /** The arm that the user saw. */
  readonly variant: string;
  /** Version of the experiment. */
  readonly version: string;
  /** The feature flag that showed it. @default none */
  readonly featureFlagId?: string | null | undefined;
  /** When, ISO 8601 with an offset. @default now */
  readonly at?: string | undefined;
}

/** What became of exposures. */
export interface ExposureAnswer {
  /** Exposures that are new. */
  readonly stored: number;
  /** Exposures that were there already. */
  readonly known: number;
}
