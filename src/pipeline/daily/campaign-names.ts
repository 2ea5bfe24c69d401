/** Name of a day's campaign, by which its contacts are known as those of that day's plan. */
export const campaignOf = (date: string): string => `daily ${date}`;

/** The day of a campaign's plan; null for a campaign of another name. */
export const planDayOf = (campaign: string): string | null =>
  /^daily (\d{4}-\d{2}-\d{2})$/.exec(campaign)?.[1] ?? null;

/** No day is later. */
export const lastDay = '9999-12-31';
