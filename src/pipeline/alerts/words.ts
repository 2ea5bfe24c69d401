import type { Notice } from '../../delivery/alerts/notify.js';
import type { NoticeText } from '../../delivery/alerts/update.js';
import { type Texts, textsFor } from '../../report/texts/index.js';
import type { AlertRecord } from '../../state/records/system.js';

/** A notice of alarms in words, in both languages. */
export function noticeWords(notice: Notice): NoticeText {
  const { severity, firing, resolved } = notice;
  const title = (language: 'zh' | 'en'): string =>
    textsFor(language).alerts.title(severity, firing.length, resolved.length);
  const lines = [...firing, ...resolved].map((alert) => ({
    zh: alertLine(alert, 'zh'),
    en: alertLine(alert, 'en'),
  }));
  return { title: { zh: title('zh'), en: title('en') }, lines };
}

/** One alarm as a sentence. */
export function alertLine(alert: AlertRecord, language: 'zh' | 'en'): string {
  const t = textsFor(language).alerts;
  const kind = (t.kinds as Readonly<Record<string, string>>)[alert.kind] ?? alert.kind;
  const value = alert.value === null ? '' : t.value(shown(alert.value), limitOf(alert, t));
  return t.line(t.states[alert.state], kind, objectOf(alert, t), value);
}

const objectOf = ({ kind, object }: AlertRecord, t: Texts['alerts']): string =>
  (t.objects as Readonly<Record<string, string>>)[`${kind} ${object}`] ?? object;

const limitOf = ({ threshold }: AlertRecord, t: Texts['alerts']): string =>
  threshold === null ? '' : t.limit(shown(threshold));

/** At most four significant digits; whole numbers as they are. */
const shown = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
