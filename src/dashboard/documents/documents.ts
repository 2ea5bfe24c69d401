import type { CampaignsDocument } from './campaigns.js';
import type { PageName } from './common.js';
import type { DataDocument } from './data.js';
import type { DriftDocument } from './drift.js';
import type { ExperimentsDocument } from './experiments.js';
import type { ModelDocument } from './model.js';
import type { TodayDocument } from './today.js';

/** The document of each page. */
export interface Documents {
  readonly today: TodayDocument;
  readonly model: ModelDocument;
  readonly drift: DriftDocument;
  readonly campaigns: CampaignsDocument;
  readonly experiments: ExperimentsDocument;
  readonly data: DataDocument;
}

/** What stands inside an exported page: every document, so that it needs no server. */
export type Exported = { readonly [K in PageName]: Documents[K] };
