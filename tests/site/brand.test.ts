import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { contrast, OWN_COLOURS } from '../../src/lint/rules/brand.ts';
import { brandCss, brandStyles, readLogo } from '../../src/site/brand.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'watchbook-brand-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the colours of a brand', () => {
  it('are nothing where none is set', () => {
    expect(brandCss({})).toBe('');
    expect(brandStyles('').transform('code', '/x/src/styles/site.css')).toBeUndefined();
  });

  it('set properties for light and for dark surroundings apart', () => {
    expect(brandCss({ link: '#7a1f1f', paper: '#ffffff' })).toBe(
      '@layer tokens {\n  :root { --link: #7a1f1f; --focus: #7a1f1f; --paper: #ffffff; }\n}',
    );
    expect(brandCss({ linkDark: '#ffb4a8' })).toBe(
      "@layer tokens {\n  :root[data-theme='dark'] { --link: #ffb4a8; --focus: #ffb4a8; }\n" +
        "  @media (prefers-color-scheme: dark) { :root:not([data-theme='light']) { --link: #ffb4a8; --focus: #ffb4a8; } }\n}",
    );
  });

  it('go into the one stylesheet and into no other file', () => {
    const { transform } = brandStyles('.brand {}');
    expect(transform('a', '/x/src/styles/site.css')).toBe('a\n.brand {}\n');
    expect(transform('a', '/x/src/styles/base.css')).toBeUndefined();
  });

  it('are compared with the colours that the pages really have', () => {
    const tokens = readFileSync('src/styles/tokens.css', 'utf8');
    const [light = '', dark = ''] = tokens.split("[data-theme='dark']");
    const value = (css: string, name: string) => new RegExp(`--${name}: (#\\w{6})`).exec(css)?.[1];
    expect(OWN_COLOURS).toEqual({
      link: value(light, 'link'),
      paper: value(light, 'paper'),
      ink: value(light, 'ink'),
      inkSoft: value(light, 'ink-soft'),
      linkDark: value(dark, 'link'),
      paperDark: value(dark, 'paper'),
      inkDark: value(dark, 'ink'),
      inkSoftDark: value(dark, 'ink-soft'),
    });
  });

  it('have the contrast that WCAG computes', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#ffffff', '#777777')).toBe(contrast('#777777', '#ffffff'));
  });
});

describe('a logo', () => {
  it('is read with its media type, and missed loudly', () => {
    mkdirSync(path.join(folder, 'brand'));
    writeFileSync(path.join(folder, 'brand', 'logo.svg'), '<svg/>');
    const { bytes, type } = readLogo(folder, 'brand/logo.svg');
    expect([Buffer.from(bytes).toString(), type]).toEqual(['<svg/>', 'image/svg+xml']);
    expect(() => readLogo(folder, 'brand/other.png')).toThrow('ENOENT');
    expect(() => readLogo(folder, 'brand/logo.exe')).toThrow('.svg, .png, .webp');
  });
});
