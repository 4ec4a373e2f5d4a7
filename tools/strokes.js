// Every unified ideograph in 姓氏笔画 order, one line, to standard output. Run by hatch_build.py at build time.
'use strict';
const order = new Intl.Collator('zh-u-co-stroke');
if (order.resolvedOptions().collation !== 'stroke') throw new Error('this node has no stroke collation');
const found = [];
for (const [first, last] of [[0x3400, 0x9fff], [0x20000, 0x3ffff]])
  for (let code = first; code <= last; code++) {
    const character = String.fromCodePoint(code);
    if (/\p{Unified_Ideograph}/u.test(character)) found.push(character);
  }
process.stdout.write(found.sort(order.compare).join('') + '\n');
