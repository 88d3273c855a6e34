// XML 1.0 has no way to write most control characters, half a surrogate pair, or the last two code points of the first plane.
const NO_XML = /[[\p{Cc}--[\t\n\r]]\ufffe\uffff]/gv;

/** Text as XML can hold it: what it cannot hold becomes the replacement character. */
export function xmlText(text: string): string {
  return text.toWellFormed().replace(NO_XML, '\ufffd');
}

/** Text for the inside of an element or of a quoted attribute, in XML as in HTML. */
export function escapeXml(text: string): string {
  return xmlText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Several lines of plain text as one HTML paragraph. */
export function paragraph(text: string): string {
  return `<p>${escapeXml(text).replaceAll(/\r\n?|\n/g, '<br>')}</p>`;
}
