import { startLanguages } from '../i18n';

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Object.assign(window, {
  ResizeObserver: Observer,
  matchMedia: (media: string) => ({
    media,
    matches: false,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
  }),
});
Object.assign(document, { fonts: { addEventListener() {}, removeEventListener() {} } });
localStorage.setItem('fairlead.language', 'en');
await startLanguages();
