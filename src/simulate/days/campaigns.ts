/** What contacts of one evening truly brought, against the same users without any contact. */
export interface CampaignTruth {
  /** Day of the contacts, YYYY-MM-DD. */
  readonly day: string;
  /** Users who were contacted. */
  readonly contacted: number;
  /** Users whom the contact made engaged again. */
  readonly broughtBack: number;
  /** Payments less refunds that would not have come without the contacts, up to now, fen. */
  readonly revenueFen: number;
  /** The same, by action. */
  readonly byAction: Readonly<Record<string, { readonly contacted: number; readonly broughtBack: number }>>;
}

interface Account {
  readonly day: string;
  contacted: number;
  broughtBack: number;
  revenueFen: number;
  readonly byAction: Record<string, { contacted: number; broughtBack: number }>;
}

/** Books what contacts brought to the campaign that contacted a user last. */
export class CampaignAccounts {
  readonly #accounts: Account[] = [];
  readonly #accountOf = new Map<number, Account>();

  open(day: string): void {
    this.#accounts.push({ day, contacted: 0, broughtBack: 0, revenueFen: 0, byAction: {} });
  }

  /** A contact of the campaign that was opened last. */
  contact(user: number, action: string, isBack: boolean): void {
    const account = this.#accounts.at(-1)!;
    account.byAction[action] ??= { contacted: 0, broughtBack: 0 };
    for (const count of [account, account.byAction[action]]) {
      count.contacted++;
      if (isBack) count.broughtBack++;
    }
    this.#accountOf.set(user, account);
  }

  /** Revenue of one day of a contacted user, less what the user would have paid untouched. */
  book(user: number, fen: number): void {
    const account = this.#accountOf.get(user);
    if (account !== undefined) account.revenueFen += fen;
  }

  truths(): readonly CampaignTruth[] {
    return this.#accounts;
  }
}
