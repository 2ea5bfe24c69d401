/** Values of the sentences of `winback init`, by code. Engines give codes and values; the sentences are in init.ts. */

/** Why a column is taken, or not, for what it is taken for. */
export interface GuessReasonValues {
  /** The name of the column says so. */
  readonly named: { readonly column: string };
  /** The caller named it. */
  readonly given: { readonly flag: string };
  /** The preset of a vendor says so. */
  readonly preset: { readonly preset: string };
  /** Values stand on many rows, over many days. */
  readonly returns: { readonly values: number; readonly perValue: number; readonly days: number };
  /** Every value is a time. */
  readonly times: { readonly form: string };
  /** Values are names of events that the dictionary knows. */
  readonly eventNames: { readonly share: number; readonly names: number };
  /** Values are numbers with decimals. */
  readonly decimals: { readonly share: number };
  /** Values are on events of payment. */
  readonly onPayments: { readonly share: number };
  /** Only events that use it have it. */
  readonly onEvents: { readonly share: number };
  /** Quantity times price. */
  readonly product: { readonly quantity: string; readonly price: string };
  /** The total of a row is quantity times price. */
  readonly checksOut: { readonly quantity: string; readonly price: string; readonly share: number };
  /** Nearly every row has a value of its own. */
  readonly unique: { readonly share: number };
  /** Each value belongs to one user. */
  readonly oneUser: { readonly share: number };
  readonly oneMoment: { readonly share: number };
  readonly splits: { readonly columns: number; readonly column: string };
  /** Few different values. */
  readonly fewValues: { readonly values: number };
  /** No column fits. */
  readonly none: Record<string, never>;
  /** The zone that every time of the column is written with. */
  readonly zoneWritten: { readonly zone: string };
  /** Hours with the least activity, in UTC. */
  readonly quietHours: { readonly from: number; readonly to: number; readonly zone: string };
  /** Times carry no zone. */
  readonly noZone: Record<string, never>;
  /** Texts are Chinese, and the quiet hours fit. */
  readonly chineseNights: { readonly from: number; readonly to: number };
  /** Instants, and nothing tells where the users are. */
  readonly noNight: Record<string, never>;
}

/** Why an event name has its role. */
export interface RoleReasonValues {
  /** The preset of a vendor says so. */
  readonly preset: { readonly preset: string };
  /** Its name has a word that the dictionary knows. */
  readonly word: { readonly word: string };
  /** So large a share of its rows has an amount. */
  readonly amounts: { readonly share: number };
  /** So large a share of its rows has an amount below 0. */
  readonly negativeAmounts: { readonly share: number };
  readonly takesBack: { readonly share: number };
  /** No other role is known for it: a sign of life. */
  readonly otherSign: Record<string, never>;
  /** Other events are the payments. */
  readonly byOthers: Record<string, never>;
  /** No act of the user, or the end itself: it is left out. */
  readonly ends: Record<string, never>;
  /** None of its rows has a user. */
  readonly noUsers: Record<string, never>;
}

/** What was found that the user should know. */
export interface ProblemValues {
  /** Rows without a user, and their share of all. */
  readonly missingUser: { readonly rows: number; readonly share: number };
  /** Rows without a time, and their share of all. */
  readonly missingTime: { readonly rows: number; readonly share: number };
  /** Rows whose time cannot be read, and their share of all. */
  readonly unreadableTime: { readonly rows: number; readonly share: number; readonly column: string };
  /** Rows whose amount is no number, and their share of all. */
  readonly unreadableAmount: { readonly rows: number; readonly share: number; readonly column: string };
  /** Rows that repeat the id of another. */
  readonly repeatedId: { readonly rows: number; readonly column: string };
  /** Rows whose user means "no user", and what stands there. */
  readonly usersByCase: { readonly users: number; readonly left: string; readonly right: string };
  readonly placeholderUsers: { readonly names: string; readonly rows: number };
  /** A column of currencies has several. */
  readonly severalCurrencies: { readonly column: string; readonly names: string };
  /** A column of amounts seems to count cents or fen. */
  readonly minorUnits: { readonly column: string };
  /** Times that can be read day first or month first, with one of them. */
  readonly dayOrMonth: { readonly column: string; readonly example: string };
  /** Times with the day first beside times with the month first. */
  readonly mixedOrder: { readonly column: string };
  /** Columns that could all be the amount paid. */
  readonly ambiguousAmount: { readonly names: string };
  /** Rows far from all others in time, and the days they lie on. */
  readonly outside: { readonly rows: number; readonly from: string; readonly to: string };
  /** Complete days of the log, and how many the shortest windows need. */
  readonly tooShort: { readonly days: number; readonly needed: number };
  /** Windows shorter than usual, since the log has too few complete days for 30 and 14. */
  readonly windowsFit: {
    readonly days: number;
    readonly observation: number;
    readonly horizon: number;
    readonly neededFor30: number;
  };
  /** Rows of events that are left out, and the names of these. */
  readonly unmappedEvents: { readonly names: string; readonly rows: number };
  /** Events whose rows have amounts and that count as activity, since others are the payments. */
  readonly amountsElsewhere: { readonly names: string; readonly rows: number };
  /** No column holds amounts paid. */
  readonly noPayments: Record<string, never>;
  /** Rows of one order have the same amount in so large a share of the cases. */
  readonly repeatedTotal: { readonly column: string; readonly order: string; readonly share: number };
  /** Few users of the log have attributes; `would`: how many had, were ids written as `how` says. */
  readonly noJoin: {
    readonly joined: number;
    readonly users: number;
    readonly left: string;
    readonly right: string;
    readonly how: 'zeros' | 'case' | 'blanks' | 'none';
    readonly would: number;
  };
  /** Users with several different rows of attributes that hold at once, with one of them; `winback churn` refuses these. */
  readonly attributesTwice: { readonly users: number; readonly column: string; readonly example: string };
  /** Values inside nested columns that were not looked at. */
  readonly leftOutColumns: { readonly columns: number };
  /** Zone that quiet hours would fit; null where there are none. */
  readonly zoneUnknown: { readonly zone: string | null };
  /** Users are named by mail addresses or phone numbers. */
  readonly idsLookPersonal: { readonly column: string; readonly kind: 'email' | 'phone' };
}
