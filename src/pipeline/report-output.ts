/** Where a use case writes, and what the heads of its reports say. */
export interface ReportOutput {
  /** Folder to write into, made where it is missing. Its files appear together, when the work is complete. */
  readonly folder: string;
  /** Language of the report. @default 'zh' */
  readonly language?: 'zh' | 'en' | undefined;
  /** This moment, ISO 8601 in UTC: stands in the heads of the reports and in the stored model. */
  readonly now: string;
}
