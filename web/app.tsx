import { useEffect } from 'preact/hooks';

import { type Head, type PageName, pageNames } from '../src/dashboard/documents/common.js';
import { CampaignsPage } from './pages/campaigns.js';
import { DataPage } from './pages/data.js';
import { DriftPage } from './pages/drift.js';
import { ExperimentsPage } from './pages/experiments.js';
import { ModelPage } from './pages/model.js';
import { TodayPage } from './pages/today.js';
import { addressOf, exported, failure, go, isLive, load, route, shown } from './store.js';
import { chooseLanguage, chooseTheme, language, texts, timeOf } from './words.js';

const pages: Readonly<Record<PageName, () => preact.JSX.Element>> = {
  today: TodayPage,
  model: ModelPage,
  drift: DriftPage,
  campaigns: CampaignsPage,
  experiments: ExperimentsPage,
  data: DataPage,
};

/** The page with what stands around it. */
export function App() {
  const t = texts.value.frame;
  const { page } = route.value;
  const Page = pages[page];
  const document_ = shown.value;
  useEffect(() => {
    document.title = `${t.pages[page]} · winback`;
  }, [page, t]);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        {t.skip}
      </button>
      <header>
        <p class="brand">{t.title}</p>
        <nav aria-label={t.navigation}>
          {pageNames.map((name) => (
            <a
              key={name}
              href={addressOf({ ...route.value, page: name })}
              aria-current={name === page ? 'page' : undefined}
            >
              {t.pages[name]}
            </a>
          ))}
        </nav>
        <div class="tools">
          <button
            type="button"
            id="language"
            lang={language.value === 'zh' ? 'en' : 'zh-CN'}
            onClick={() => chooseLanguage(language.value === 'zh' ? 'en' : 'zh')}
          >
            {t.language}
          </button>
          <button type="button" id="theme" onClick={chooseTheme}>
            {t.theme}
          </button>
          <button type="button" id="print" onClick={() => print()}>
            {t.print}
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <h1>{t.pages[page]}</h1>
        {document_ !== null && <Scope head={document_} />}
        {failure.value !== null && (
          <p class="failure" role="alert">
            {t.failed(failure.value)}{' '}
            <button type="button" onClick={() => void load()}>
              {t.retry}
            </button>
          </p>
        )}
        {document_ === null ? failure.value === null && <p role="status">{t.loading}</p> : <Page />}
      </main>
      <footer>
        <p>{t.footer}</p>
        <p>{t.hiddenNote}</p>
      </footer>
    </>
  );
}

/** Pages whose records belong to a model. */
const ofModels: readonly PageName[] = ['model', 'drift'];

/** Which records are shown, and what else may be chosen. */
function Scope({ head: { scope, choices, madeAt } }: { readonly head: Head }) {
  const t = texts.value.frame;
  if (choices.last === null) return <p class="empty">{t.noRecords}</p>;
  const state = exported === null ? (isLive.value ? t.live : t.polling) : t.exported(timeOf(madeAt));
  if (exported !== null)
    return (
      <p class="scope">
        {scope.from} – {scope.to} · {t.upTo(choices.last)} · {state}
      </p>
    );
  return (
    <section class="scope" aria-label={t.scope}>
      {choices.projects.length > 1 && (
        <Choice
          name={t.project}
          value={scope.project}
          options={choices.projects.map((name) => [name, name])}
          onChange={(project) => go({ project, model: '' })}
        />
      )}
      <Day name={t.from} value={scope.from} onChange={(from) => go({ from })} />
      <Day name={t.to} value={scope.to} onChange={(to) => go({ to })} />
      {choices.models.length > 0 && ofModels.includes(route.value.page) && (
        <Choice
          name={t.model}
          value={scope.model ?? ''}
          options={[['', t.everyModel], ...choices.models.map(({ digest, name }) => [digest, name] as const)]}
          onChange={(model) => go({ model })}
        />
      )}
      <p role="status">
        <span class={isLive.value ? 'live on' : 'live'} aria-hidden="true" /> {t.upTo(choices.last)} · {state}
      </p>
    </section>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ name, value, options, onChange }: ChoiceProps) {
  return (
    <label>
      {name}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({
  name,
  value,
  onChange,
}: {
  readonly name: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}) {
  return (
    <label>
      {name}
      <input
        type="date"
        value={value}
        onChange={(event) => event.currentTarget.value !== '' && onChange(event.currentTarget.value)}
      />
    </label>
  );
}
