/** The words that the reader puts into the commands of a runbook. */

/** Fills the words of the reader into every command of the page. */
function fillPlaceholders(): void {
  const inputs = [...document.querySelectorAll<HTMLInputElement>('[data-placeholder]')];
  if (inputs.length === 0) return;
  const codes = [...document.querySelectorAll<HTMLElement>('.prose code')]
    .map((element) => ({ element, text: element.textContent ?? '', first: [...element.childNodes] }))
    .filter(({ text }) => /<[A-Z][A-Z0-9_]*>|\{\{\s*[A-Z]/.test(text));
  const put = () => {
    const values = new Map(inputs.map((input) => [input.dataset.placeholder ?? '', input.value]));
    for (const { element, text, first } of codes) {
      let changed = false;
      const parts = text.split(/(<[A-Z][A-Z0-9_]*>|\{\{\s*[A-Z][A-Z0-9_]*\s*\}\})/).map((part, index) => {
        const value = index % 2 === 1 ? values.get(part.replace(/[<>{}\s]/g, '')) : undefined;
        if (!value) return part;
        changed = true;
        return marked(value);
      });
      element.replaceChildren(...(changed ? parts : first));
    }
  };
  for (const input of inputs) {
    const key = `watchbook-put:${location.pathname}:${input.dataset.placeholder}`;
    const secret = input.dataset.secret !== undefined;
    input.hidden = false;
    try {
      if (!secret) input.value = sessionStorage.getItem(key) ?? '';
    } catch {
      // Nothing is kept then; the words hold until the page is left.
    }
    input.addEventListener('input', () => {
      put();
      try {
        if (!secret) sessionStorage.setItem(key, input.value);
      } catch {
        // As above.
      }
    });
  }
  put();
}

function marked(text: string): HTMLElement {
  const mark = document.createElement('mark');
  mark.textContent = text;
  return mark;
}

fillPlaceholders();

export {};
