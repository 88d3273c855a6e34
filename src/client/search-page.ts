/** Entry of the search page. */
const base = document.documentElement.dataset.base ?? '/';
const form = document.querySelector<HTMLFormElement>('[data-search-page]');
const list = document.querySelector<HTMLElement>('[data-search-results]');
const status = document.querySelector<HTMLElement>('[data-search-status]');
if (form && list && status) {
  void import(`${base}search.js`).then((search) => search.runSearchPage(base, form, list, status));
}

export {};
