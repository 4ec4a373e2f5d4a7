/* What makes the pages smoother. Everything here can fail or be missing and the pages still work.
   Written for the old WebViews in deputies' phones: no syntax younger than 2017. */
(function () {
  'use strict';
  function all(root, what) { return Array.prototype.slice.call(root.querySelectorAll(what)); }
  function on(root, event, what, run) {
    root.addEventListener(event, function (e) { var t = e.target.closest(what); if (t && root.contains(t)) run(e, t); });
  }
  function cookie(name) { var m = document.cookie.match('(?:^|; )' + name + '=([^;]*)'); return m ? decodeURIComponent(m[1]) : ''; }
  function token(form) { var i = form.querySelector('[name=csrfmiddlewaretoken]'); return i ? i.value : cookie('csrftoken'); }
  function use(name) { var old = document.querySelector('.q-ic use'), base = old ? old.getAttribute('href').split('#')[0] : '';
    return '<svg class="q-ic" aria-hidden="true"><use href="' + base + '#tabler-' + name + '"/></svg>'; }

  /* textareas as tall as what stands in them */
  function fit(t) { t.style.height = 'auto'; t.style.height = Math.min(t.scrollHeight + 4, 640) + 'px'; }
  all(document, 'textarea').forEach(function (t) { t.addEventListener('input', function () { fit(t); }); if (t.value) fit(t); });

  /* 再加一行: the last row once more, empty, with the next number */
  all(document, '[data-rows]').forEach(function (box) {
    function rows() { return all(box, '[data-row]'); }
    function less() { rows().forEach(function (r) { r.querySelector('[data-row-less]').hidden = rows().length < 2; }); }
    less();
    on(box, 'click', '[data-row-more]', function (e, button) {
      e.preventDefault();
      var last = rows().pop(), copy = last.cloneNode(true), name = box.getAttribute('data-rows'), next = 0;
      all(box, '[name]').forEach(function (i) { var m = i.name.match(/-(\d+)-\w+$/); if (m) next = Math.max(next, +m[1] + 1); });
      ['name', 'id', 'for', 'aria-describedby'].forEach(function (a) {
        all(copy, '[' + a + ']').forEach(function (n) { n.setAttribute(a, n.getAttribute(a).replace(new RegExp('(' + name + ')-\\d+-'), '$1-' + next + '-')); });
      });
      all(copy, 'input, textarea, select').forEach(function (i) { if (i.type === 'checkbox' || i.type === 'radio') i.checked = false; else if (i.tagName === 'SELECT') i.selectedIndex = 0; else i.value = ''; });
      all(copy, '.q-err').forEach(function (n) { n.remove(); });
      box.insertBefore(copy, button); less();
      var first = copy.querySelector('input, select, textarea'); if (first) first.focus();
    });
    on(box, 'click', '[data-row-less]', function (e, button) { button.closest('[data-row]').remove(); less(); changed(box.closest('form')); });
  });

  /* files go up one by one as soon as they are chosen; the form then carries only their numbers */
  all(document, '[data-files]').forEach(function (box) {
    var name = box.getAttribute('data-files'), list = box.querySelector('ul'), input = box.querySelector('input[type=file]'), form = box.closest('form');
    all(box, '[data-file-less]').forEach(function (b) { b.hidden = false; });
    on(box, 'click', '[data-file-less]', function (e, b) { b.closest('li').remove(); changed(form); });
    input.addEventListener('change', function () { Array.prototype.forEach.call(input.files, send); input.value = ''; });
    function send(file) {
      var li = document.createElement('li'), label = document.createElement('span'), bar = document.createElement('progress'), ask = new XMLHttpRequest(), data = new FormData();
      label.textContent = file.name; bar.max = 1; bar.value = 0; bar.setAttribute('aria-label', '正在上传 ' + file.name);
      li.innerHTML = use(/\.(jpe?g|png|webp|hei[cf])$/i.test(file.name) ? 'photo' : 'file-text'); li.appendChild(label); li.appendChild(bar); list.appendChild(li);
      data.append('file', file); ask.open('POST', '/files/'); ask.setRequestHeader('X-CSRFToken', token(form)); ask.setRequestHeader('Accept', 'application/json');
      ask.upload.onprogress = function (e) { if (e.lengthComputable) bar.value = e.loaded / e.total; };
      ask.onload = function () {
        var said = {}; try { said = JSON.parse(ask.responseText); } catch (x) { /* not ours */ }
        bar.remove();
        if (ask.status === 200 && said.id) {
          var hidden = document.createElement('input'); hidden.type = 'hidden'; hidden.name = name; hidden.value = said.id; li.appendChild(hidden);
          label.textContent = said.name; li.insertAdjacentHTML('beforeend', '<button type="button" data-file-less aria-label="去掉">' + use('x') + '</button>'); changed(form);
        } else wrong(said.error || '没有传上去，请再选一次。');
      };
      ask.onerror = function () { bar.remove(); wrong('网络断了，“' + file.name + '”没有传上去，请再选一次。'); };
      function wrong(text) { li.className = 'is-wrong'; label.textContent = text; li.setAttribute('role', 'alert'); }
      ask.send(data);
    }
  });

  /* what is typed is kept every few seconds */
  var dirty = null;
  function changed(form) { if (form && form.hasAttribute('data-draft')) dirty = form; }
  all(document, 'form[data-draft]').forEach(function (form) {
    var mark = form.querySelector('[data-draft-name]'), said = form.querySelector('[data-saved]');
    if (!mark || !window.FormData || !window.fetch) return;
    form.addEventListener('input', function () { changed(form); });
    form.addEventListener('change', function () { changed(form); });
    function save() {
      if (dirty !== form || form.classList.contains('is-sent')) return;
      dirty = null;
      var data = new FormData(form), plain = new URLSearchParams();
      data.forEach(function (v, k) { if (typeof v === 'string') plain.append(k, v); });
      ['name', 'matter', 'body', 'for'].forEach(function (k) { plain.append('draft-' + k, mark.getAttribute('data-draft-' + k) || ''); });
      fetch('/drafts/', { method: 'POST', body: plain, credentials: 'same-origin', headers: { 'X-CSRFToken': token(form), 'Accept': 'application/json' } })
        .then(function (r) { if (!r.ok) throw r; return r.json(); })
        .then(function (r) { said.innerHTML = '<span class="q-st is-done">已自动保存 ' + r.saved + '</span>'; })
        .catch(function () { dirty = form; said.innerHTML = '<span class="q-st is-soon">还没有保存上，网络通了再存</span>'; });
    }
    setInterval(save, 4000);
    document.addEventListener('visibilitychange', function () { if (document.hidden) save(); });
  });

  /* a long list of names: those typed stay in sight, and whoever is ticked */
  all(document, '.q-field--choices fieldset').forEach(function (set) {
    var rows = all(set, '.q-choice').filter(function (r) { return r.querySelector('[type=checkbox]'); }), find = document.createElement('input');
    if (rows.length < 13) return;
    find.type = 'search'; find.className = 'form-control q-find'; find.placeholder = '输入姓名或团组，在 ' + rows.length + ' 个里找'; find.setAttribute('aria-label', find.placeholder);
    find.setAttribute('form', 'none'); set.insertBefore(find, set.querySelector('.q-choices'));
    find.addEventListener('input', function (e) {
      e.stopPropagation();
      rows.forEach(function (r) { r.hidden = !r.querySelector('input').checked && r.textContent.indexOf(find.value.trim()) < 0; });
    });
    find.addEventListener('keydown', function (e) { if (e.key === 'Enter') e.preventDefault(); });
  });

  /* fields that only some outcomes ask for */
  all(document, '.q-form').forEach(function (form) {
    var asked = all(form, '[data-when]');
    if (!asked.length) return;
    function show() {
      var chosen = form.querySelector('[name=outcome]:checked'), way = chosen ? chosen.value : '';
      asked.forEach(function (f) {
        var away = !f.classList.contains('is-wrong') && f.getAttribute('data-when').split(' ').indexOf(way) < 0;
        f.classList.toggle('is-unasked', away);
        /* what is not asked for must not hold the form back */
        all(f, '[required], [data-required]').forEach(function (i) { i.setAttribute('data-required', ''); i.required = !away; });
      });
    }
    form.addEventListener('change', show); show();
  });

  /* one press is one press */
  all(document, 'form[data-once]').forEach(function (form) {
    form.addEventListener('submit', function (e) {
      if (form.classList.contains('is-sent')) { e.preventDefault(); return; }
      form.classList.add('is-sent'); setTimeout(function () { form.classList.remove('is-sent'); }, 8000);
    });
  });

  /* pocket: one sheet at a time */
  all(document, '.q-pocket form[data-sheets]').forEach(function (form) {
    var sheets = all(form, '[data-sheet]').filter(function (s) { return s.querySelector('.q-field'); }), here = 0, go = form.querySelector('[data-go]'), label = go.textContent, no = document.createElement('p');
    no.className = 'sheet-no'; form.insertBefore(no, sheets[0]); form.classList.add('is-cut');
    sheets.forEach(function (s, n) { if (s.querySelector('.is-wrong') && !here) here = n; });
    var back = form.querySelector('.st-go a.btn'), away = back ? back.textContent : '';
    function show() {
      sheets.forEach(function (s, n) { s.classList.toggle('is-here', n === here); all(s, 'textarea').forEach(function (t) { if (t.value) fit(t); }); });
      no.textContent = '第 ' + (here + 1) + ' 步，共 ' + sheets.length + ' 步';
      go.textContent = here === sheets.length - 1 ? label : '下一步'; if (back) back.textContent = here ? '上一步' : away; window.scrollTo(0, 0);
    }
    go.addEventListener('click', function (e) {
      if (here === sheets.length - 1) return;
      e.preventDefault();
      var bad = all(sheets[here], 'input, textarea, select').filter(function (i) { return i.willValidate && !i.checkValidity(); })[0];
      if (bad) { bad.reportValidity(); return; }
      here += 1; show();
    });
    if (back) back.addEventListener('click', function (e) { if (here) { e.preventDefault(); here -= 1; show(); } });
    form.setAttribute('novalidate', ''); show();
  });

  /* a closed <details> does not print */
  var shut = [];
  window.addEventListener('beforeprint', function () { shut = all(document, 'details:not([open])').filter(function (d) { return !d.closest('.q-head, .p-head, .q-noprint'); }); shut.forEach(function (d) { d.open = true; }); });
  window.addEventListener('afterprint', function () { shut.forEach(function (d) { d.open = false; }); shut = []; });
  all(document, '[data-print]').forEach(function (b) { b.hidden = false; b.addEventListener('click', function () { window.print(); }); });

  /* 念给我听, where the browser has a voice */
  all(document, '[data-read-aloud]').forEach(function (b) {
    if (!window.speechSynthesis || !window.SpeechSynthesisUtterance) return;
    b.hidden = false;
    b.addEventListener('click', function () {
      if (speechSynthesis.speaking) { speechSynthesis.cancel(); b.querySelector('span').textContent = '念给我听'; return; }
      var words = new SpeechSynthesisUtterance(all(document, '[data-read]').map(function (n) { return n.innerText; }).join('。'));
      words.lang = 'zh-CN'; words.rate = 0.9; words.onend = function () { b.querySelector('span').textContent = '念给我听'; };
      b.querySelector('span').textContent = '停下'; speechSynthesis.speak(words);
    });
  });

  /* lists: choosing rows raises the bar with the number */
  all(document, 'form[data-pick]').forEach(function (form) {
    var bar = form.querySelector('[data-pick-bar]'), whole = form.querySelector('[data-pick-all]');
    function boxes() { return all(form, 'input[name=ref]:not(:disabled)'); }
    function count() {
      var n = boxes().filter(function (b) { var r = b.closest('tr'); if (r) r.classList.toggle('is-on', b.checked); return b.checked; }).length;
      all(form, '[data-pick-count]').forEach(function (c) { c.textContent = n; });
      if (bar) bar.hidden = !n;
      if (whole) { whole.checked = n > 0 && n === boxes().length; whole.indeterminate = n > 0 && n < boxes().length; }
    }
    if (whole) whole.addEventListener('change', function () { boxes().forEach(function (b) { b.checked = whole.checked; }); count(); });
    form.addEventListener('change', count); count();
  });

  /* to what is wrong */
  var fault = document.querySelector('.q-fault[tabindex]'); if (fault) fault.focus();
})();
