import type { ModelDocument, ModelLine } from '../../src/dashboard/documents/model.js';
import { count, decimal, missing, named, range, sentence, texts, timeOf } from '../words.js';
import { Empty, Part } from './card.js';
import { Table } from './table.js';

/** Groups of users, decisions and stored models. */
export function ModelTables({ document: { slices, marks, models } }: { readonly document: ModelDocument }) {
  const t = texts.value.model;
  return (
    <>
      {slices.length > 0 && (
        <Part title={t.slices}>
          <div class="card">
            <Table
              label={t.slices}
              head={[t.slice, t.figure, t.value, texts.value.frame.interval, t.rows, t.positives]}
              rows={slices.map((one) => [
                one.slice,
                named(t.figures, one.name),
                decimal(one.value, 3),
                range(one, (value) => decimal(value, 3)),
                hiddenOr(one.n),
                hiddenOr(one.positives),
              ])}
              textColumns={[1]}
            />
          </div>
        </Part>
      )}
      <Part title={t.decisions}>
        {marks.length === 0 ? (
          <Empty>{t.noDecisions}</Empty>
        ) : (
          <div class="card">
            <Table
              label={t.decisions}
              head={[texts.value.frame.day, t.decision, t.version, t.why, t.by]}
              rows={marks.toReversed().map(({ date, kind, model, text, by }) => [
                date,
                named(t.marks, kind),
                nameOf(models, model),
                <span key="why" class="wide">
                  {sentence(text)}
                </span>,
                by,
              ])}
              textColumns={[1, 2, 3, 4]}
            />
          </div>
        )}
      </Part>
      <Part title={t.models}>
        {models.length === 0 ? <Empty>{t.noModels}</Empty> : <Models models={models} />}
      </Part>
    </>
  );
}

const hiddenOr = (value: number | null): string => (value === null ? texts.value.frame.hidden : count(value));

const nameOf = (models: readonly ModelLine[], digest: string): string =>
  models.find((model) => model.digest === digest)?.version ?? digest.slice(0, 12);

function Models({ models }: { readonly models: readonly ModelLine[] }) {
  const t = texts.value.model;
  const figure = (one: ModelLine['auc']): string =>
    one === null ? missing : `${decimal(one.value, 3)} ${range(one, (value) => decimal(value, 3))}`;
  return (
    <div class="card">
      <Table
        label={t.models}
        head={[t.version, t.trained, t.figures.auc, t.figures.prAuc, t.gates, t.since, t.until, t.why, t.by]}
        rows={models.map((model) => {
          const missed = Object.entries(model.gates)
            .filter(([, passed]) => !passed)
            .map(([name]) => name);
          const trained = model.trainedFrom === null ? missing : `${model.trainedFrom} – ${model.trainedTo}`;
          const time = (at: number | null): string => (at === null ? missing : timeOf(at));
          return [
            model.version,
            trained,
            figure(model.auc),
            figure(model.prAuc),
            missed.length === 0 ? t.passed : t.missed(missed.join(', ')),
            time(model.promotedAt),
            time(model.retiredAt),
            model.reason ?? missing,
            model.by ?? missing,
          ];
        })}
        textColumns={[1, 4, 5, 6, 7, 8]}
      />
    </div>
  );
}
