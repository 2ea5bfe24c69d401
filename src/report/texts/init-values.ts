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
  readonly word: { readonly word: string };
  readonly amounts: { readonly share: number };
  readonly negativeAmounts: { readonly share: number };
  readonly otherSign: Record<string, never>;
  readonly byOthers: Record<string, never>;
  readonly ends: Record<string, never>;
  readonly noUsers: Record<string, never>;
}

/** What was found that the user should know. */
export interface ProblemValues {
  readonly missingUser: { readonly rows: number; readonly share: number };
  readonly missingTime: { readonly rows: number; readonly share: number };
  readonly unreadableTime: { readonly rows: number; readonly share: number; readonly column: string };
  readonly unreadableAmount: { readonly rows: number; readonly share: number; readonly column: string };
  readonly repeatedId: { readonly rows: number; readonly column: string };
  readonly placeholderUsers: { readonly names: string; readonly rows: number };
  readonly severalCurrencies: { readonly column: string; readonly names: string };
  readonly minorUnits: { readonly column: string };
  readonly dayOrMonth: { readonly column: string; readonly example: string };
  readonly mixedOrder: { readonly column: string };
  readonly ambiguousAmount: { readonly names: string };
  readonly outside: { readonly rows: number; readonly from: string; readonly to: string };
  readonly tooShort: { readonly days: number; readonly needed: number };
  readonly windowsFit: {
    readonly days: number;
    readonly observation: number;
    readonly horizon: number;
    readonly neededFor30: number;
  };
  readonly unmappedEvents: { readonly names: string; readonly rows: number };
  readonly noPayments: Record<string, never>;
  readonly repeatedTotal: { readonly column: string; readonly order: string; readonly share: number };
  readonly noJoin: {
    readonly joined: number;
    readonly users: number;
    readonly left: string;
    readonly right: string;
    readonly how: 'zeros' | 'case' | 'blanks' | 'none';
    readonly would: number;
  };
  readonly leftOutColumns: { readonly columns: number };
  /** Zone that quiet hours would fit; null where there are none. */
  readonly zoneUnknown: { readonly zone: string | null };
  readonly idsLookPersonal: { readonly column: string; readonly kind: 'email' | 'phone' };
}
