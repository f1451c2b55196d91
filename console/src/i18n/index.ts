import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'en' | 'ru';
const STORE = 'fairlead.language';

const loaders = { en: () => import('./en.json'), ru: () => import('./ru.json') };

export function preferredLanguage(): Language {
  const saved = localStorage.getItem(STORE);
  if (saved === 'en' || saved === 'ru') return saved;
  return navigator.languages.some((l) => l.toLowerCase().startsWith('ru')) ? 'ru' : 'en';
}

export async function setLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const bundle = await loaders[language]();
    i18next.addResourceBundle(language, 'translation', bundle.default);
  }
  localStorage.setItem(STORE, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function startLanguages(): Promise<void> {
  const lng = preferredLanguage();
  const bundle = await loaders[lng]();
  document.documentElement.lang = lng;
  await i18next.use(initReactI18next).init({
    lng,
    fallbackLng: false,
    resources: { [lng]: { translation: bundle.default } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

export const language = (): Language => (i18next.language === 'ru' ? 'ru' : 'en');
