CREATE TRIGGER audit_change_no_delete BEFORE DELETE ON audit_change BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_change_no_update BEFORE UPDATE ON audit_change BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER bates_range_added AFTER INSERT ON bates_range BEGIN
  UPDATE page SET bates = printf('%s%0*d', NEW.prefix, NEW.width, NEW.first + NEW.per_page * (number - 1))
  WHERE exhibit_id = NEW.exhibit_id AND NEW.first + NEW.per_page * (number - 1) <= NEW.last;
END;
CREATE TRIGGER bates_range_kept AFTER INSERT ON page
WHEN NEW.bates = '' AND EXISTS (SELECT 1 FROM bates_range WHERE exhibit_id = NEW.exhibit_id) BEGIN
  UPDATE page SET bates = (
    SELECT printf('%s%0*d', prefix, width, first + per_page * (NEW.number - 1)) FROM bates_range
    WHERE exhibit_id = NEW.exhibit_id AND first + per_page * (NEW.number - 1) <= last)
  WHERE id = NEW.id AND EXISTS (
    SELECT 1 FROM bates_range WHERE exhibit_id = NEW.exhibit_id AND first + per_page * (NEW.number - 1) <= last);
END;
CREATE TRIGGER bates_range_no_reuse BEFORE INSERT ON bates_range
WHEN EXISTS (SELECT 1 FROM bates_range WHERE prefix = NEW.prefix AND first <= NEW.last AND last >= NEW.first
             AND exhibit_id <> NEW.exhibit_id) BEGIN
  SELECT RAISE(ABORT, 'a Bates number would be used twice');
END;
CREATE TRIGGER bates_range_removed AFTER DELETE ON bates_range BEGIN
  UPDATE page SET bates = '' WHERE exhibit_id = OLD.exhibit_id;
END;
CREATE TRIGGER exhibit_file_replaced AFTER UPDATE OF original_sha256 ON exhibit
WHEN OLD.original_sha256 <> NEW.original_sha256 AND OLD.original_sha256 <> '' BEGIN
  DELETE FROM version_page WHERE exhibit_id = OLD.id AND sha256 = OLD.original_sha256;
  INSERT INTO version_page (exhibit_id, sha256, number, label, text, source, layer_text, ocr_text, ocr_confidence,
      ocr_state, ocr_reason, width, height, rotation, note, shape, body, tail, head, boxes)
    SELECT p.exhibit_id, OLD.original_sha256, p.number, p.label, p.text, p.source, p.layer_text, p.ocr_text,
      p.ocr_confidence, p.ocr_state, p.ocr_reason, p.width, p.height, p.rotation, p.note,
      p.shape, s.body, b.tail, b.head, w.boxes
    FROM page p LEFT JOIN page_search s ON s.page_id = p.id LEFT JOIN page_break b ON b.page_id = p.id
      LEFT JOIN page_words w ON w.page_id = p.id
    WHERE p.exhibit_id = OLD.id;
  DELETE FROM page WHERE exhibit_id = OLD.id;
  INSERT INTO page (exhibit_id, number, label, text, source, layer_text, ocr_text, ocr_confidence, ocr_state,
      ocr_reason, width, height, rotation, note, shape)
    SELECT exhibit_id, number, label, text, source, layer_text, ocr_text, ocr_confidence, ocr_state, ocr_reason, width,
      height, rotation, note, shape FROM version_page WHERE exhibit_id = NEW.id AND sha256 = NEW.original_sha256 ORDER BY number;
  INSERT INTO page_search (page_id, body)
    SELECT p.id, v.body FROM version_page v JOIN page p ON p.exhibit_id = v.exhibit_id AND p.number = v.number
    WHERE v.exhibit_id = NEW.id AND v.sha256 = NEW.original_sha256 AND v.body IS NOT NULL;
  INSERT INTO page_break (page_id, tail, head)
    SELECT p.id, v.tail, v.head FROM version_page v JOIN page p ON p.exhibit_id = v.exhibit_id AND p.number = v.number
    WHERE v.exhibit_id = NEW.id AND v.sha256 = NEW.original_sha256 AND v.tail IS NOT NULL;
  INSERT INTO page_words (page_id, boxes)
    SELECT p.id, v.boxes FROM version_page v JOIN page p ON p.exhibit_id = v.exhibit_id AND p.number = v.number
    WHERE v.exhibit_id = NEW.id AND v.sha256 = NEW.original_sha256 AND v.boxes IS NOT NULL;
  DELETE FROM version_page WHERE exhibit_id = NEW.id AND sha256 = NEW.original_sha256;
END;
CREATE TRIGGER page_break_added AFTER INSERT ON page_break BEGIN
  INSERT INTO page_break_fts(rowid, tail, head) VALUES (NEW.page_id, NEW.tail, NEW.head);
END;
CREATE TRIGGER page_break_changed AFTER UPDATE ON page_break BEGIN
  INSERT INTO page_break_fts(page_break_fts, rowid, tail, head) VALUES ('delete', OLD.page_id, OLD.tail, OLD.head);
  INSERT INTO page_break_fts(rowid, tail, head) VALUES (NEW.page_id, NEW.tail, NEW.head);
END;
CREATE TRIGGER page_break_removed AFTER DELETE ON page_break BEGIN
  INSERT INTO page_break_fts(page_break_fts, rowid, tail, head) VALUES ('delete', OLD.page_id, OLD.tail, OLD.head);
END;
CREATE TRIGGER page_search_added AFTER INSERT ON page_search BEGIN
  INSERT INTO page_fts(rowid, body) VALUES (NEW.page_id, NEW.body);
END;
CREATE TRIGGER page_search_changed AFTER UPDATE ON page_search BEGIN
  INSERT INTO page_fts(page_fts, rowid, body) VALUES ('delete', OLD.page_id, OLD.body);
  INSERT INTO page_fts(rowid, body) VALUES (NEW.page_id, NEW.body);
END;
CREATE TRIGGER page_search_removed AFTER DELETE ON page_search BEGIN
  INSERT INTO page_fts(page_fts, rowid, body) VALUES ('delete', OLD.page_id, OLD.body);
END;
CREATE TRIGGER page_text_added AFTER INSERT ON page WHEN NEW.number = 1 BEGIN
  INSERT INTO reindex(exhibit_id) VALUES (NEW.exhibit_id);
END;
CREATE TRIGGER page_text_changed AFTER UPDATE OF text ON page WHEN OLD.text IS NOT NEW.text BEGIN
  INSERT INTO reindex(exhibit_id) VALUES (NEW.exhibit_id);
END;
CREATE TRIGGER page_text_removed AFTER DELETE ON page WHEN OLD.number = 1 BEGIN
  INSERT INTO reindex(exhibit_id) VALUES (OLD.exhibit_id);
END;
CREATE TRIGGER production_frozen BEFORE UPDATE ON production BEGIN
  SELECT RAISE(ABORT, 'the record of a production never changes');
END;
CREATE TRIGGER served_list_frozen BEFORE UPDATE ON served_list BEGIN
  SELECT RAISE(ABORT, 'a served list never changes');
END;
CREATE TABLE audit_change (
  seq INTEGER PRIMARY KEY,
  entry_id INTEGER NOT NULL REFERENCES audit_entry(id) DEFERRABLE INITIALLY DEFERRED,
  tbl TEXT NOT NULL,
  row_key TEXT NOT NULL,
  before TEXT,
  after TEXT
) STRICT;
CREATE TABLE audit_entry (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL,
  undoes INTEGER REFERENCES audit_entry(id),
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TABLE bates_issue (
  id INTEGER PRIMARY KEY,
  exhibit_id INTEGER NOT NULL,
  prefix TEXT NOT NULL COLLATE NOCASE,
  width INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  issued_at TEXT NOT NULL,
  UNIQUE (prefix, first, last, exhibit_id)
) STRICT;
CREATE TABLE bates_range (
  exhibit_id INTEGER PRIMARY KEY REFERENCES exhibit(id) ON DELETE RESTRICT,
  prefix TEXT NOT NULL COLLATE NOCASE,
  width INTEGER NOT NULL,
  first INTEGER NOT NULL CHECK (first >= 0),
  last INTEGER NOT NULL,
  per_page INTEGER NOT NULL DEFAULT 1 CHECK (per_page IN (0, 1)),
  CHECK (last >= first)
) STRICT;
CREATE TABLE claim (
  id INTEGER PRIMARY KEY,
  position INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL,
  template_id TEXT NOT NULL DEFAULT '',
  template_frozen TEXT NOT NULL DEFAULT '',
  authority TEXT NOT NULL DEFAULT '',
  as_of TEXT NOT NULL DEFAULT '',
  verify INTEGER NOT NULL DEFAULT 1,
  burden TEXT NOT NULL DEFAULT 'plaintiff',
  standard TEXT NOT NULL DEFAULT 'preponderance',
  limitation TEXT NOT NULL DEFAULT '',
  relief TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE custodian (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;
CREATE TABLE element (
  id INTEGER PRIMARY KEY,
  claim_id INTEGER NOT NULL REFERENCES claim(id) ON DELETE CASCADE,
  parent_id INTEGER REFERENCES element(id) ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  text TEXT NOT NULL,
  group_rule TEXT NOT NULL DEFAULT 'all' CHECK (group_rule IN ('all', 'any')),
  kind TEXT NOT NULL DEFAULT 'element' CHECK (kind IN ('element', 'exception', 'relief', 'timeliness')),
  burden TEXT NOT NULL DEFAULT 'plaintiff',
  standard TEXT NOT NULL DEFAULT 'preponderance',
  authority TEXT NOT NULL DEFAULT '',
  as_of TEXT NOT NULL DEFAULT '',
  verify INTEGER NOT NULL DEFAULT 1,
  not_in_dispute INTEGER NOT NULL DEFAULT 0,
  search_terms TEXT NOT NULL DEFAULT '',
  gap_reason TEXT NOT NULL DEFAULT '',
  expected_objection TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  date TEXT NOT NULL DEFAULT '',
  date_stated TEXT NOT NULL DEFAULT '',
  date_sort TEXT NOT NULL DEFAULT '',
  zone TEXT NOT NULL DEFAULT '',
  zone_basis TEXT NOT NULL DEFAULT '',
  date_kind TEXT NOT NULL DEFAULT 'event',
  status TEXT NOT NULL DEFAULT 'unsure'
    CHECK (status IN ('undisputed', 'disputed by us', 'disputed by them', 'prospective', 'unsure')),
  kind TEXT NOT NULL DEFAULT 'allegation' CHECK (kind IN ('fact', 'allegation', 'reported', 'contention', 'inference')),
  material INTEGER NOT NULL DEFAULT 0,
  people TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE event_element (
  event_id INTEGER NOT NULL REFERENCES event(id) ON DELETE CASCADE,
  element_id INTEGER NOT NULL REFERENCES element(id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, element_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE event_source (
  id INTEGER PRIMARY KEY,
  event_id INTEGER NOT NULL REFERENCES event(id) ON DELETE CASCADE,
  exhibit_id INTEGER REFERENCES exhibit(id) ON DELETE RESTRICT,
  page INTEGER,
  quote TEXT NOT NULL DEFAULT '',
  citation TEXT NOT NULL DEFAULT '',
  states_date TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0
, page_end INTEGER) STRICT;
CREATE TABLE evidence_link (
  id INTEGER PRIMARY KEY,
  element_id INTEGER NOT NULL REFERENCES element(id) ON DELETE CASCADE,
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id) ON DELETE RESTRICT,
  page INTEGER,
  page_end INTEGER,
  quote TEXT NOT NULL DEFAULT '',
  before TEXT NOT NULL DEFAULT '',
  after TEXT NOT NULL DEFAULT '',
  start INTEGER NOT NULL DEFAULT -1,
  box TEXT NOT NULL DEFAULT '',
  stance TEXT NOT NULL DEFAULT 'supports' CHECK (stance IN ('supports', 'undermines', 'neutral')),
  strength INTEGER NOT NULL DEFAULT 2 CHECK (strength BETWEEN 1 AND 3),
  note TEXT NOT NULL DEFAULT '',
  objection TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'needs a look')),
  text_sha256 TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE exhibit (
  id INTEGER PRIMARY KEY,
  party_id INTEGER REFERENCES party(id) ON DELETE SET NULL,
  number TEXT,
  number_sort TEXT NOT NULL DEFAULT '',
  number_guess TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  title_guessed INTEGER NOT NULL DEFAULT 0,
  description TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT 'other',
  exhibit_kind TEXT NOT NULL DEFAULT 'substantive'
    CHECK (exhibit_kind IN ('substantive', 'summary_1006', 'illustrative_107', 'impeachment', 'deposition')),
  doc_date TEXT NOT NULL DEFAULT '',
  doc_date_basis TEXT NOT NULL DEFAULT '',
  doc_date_stated TEXT NOT NULL DEFAULT '',
  doc_date_sort TEXT NOT NULL DEFAULT '',
  author TEXT NOT NULL DEFAULT '',
  recipients TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  custodian_id INTEGER REFERENCES custodian(id) ON DELETE SET NULL,
  sponsor TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL DEFAULT '',
  designation TEXT NOT NULL DEFAULT ''
    CHECK (designation IN ('', 'CONFIDENTIAL', 'AEO', 'SOURCE CODE')),
  privilege TEXT NOT NULL DEFAULT '',
  privilege_note TEXT NOT NULL DEFAULT '',
  sequestered INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT 'draft'
    CHECK (status IN ('draft', 'numbered', 'served', 'marked', 'offered', 'admitted', 'refused', 'withdrawn', 'limited')),
  offer_class TEXT NOT NULL DEFAULT 'expect' CHECK (offer_class IN ('expect', 'may', 'impeachment_only')),
  stipulations TEXT NOT NULL DEFAULT '',
  objections TEXT NOT NULL DEFAULT '',
  objection_response TEXT NOT NULL DEFAULT '',
  ruling TEXT NOT NULL DEFAULT '',
  limited_purpose TEXT NOT NULL DEFAULT '',
  marked_on TEXT NOT NULL DEFAULT '',
  offered_on TEXT NOT NULL DEFAULT '',
  admitted_on TEXT NOT NULL DEFAULT '',
  ruled_on TEXT NOT NULL DEFAULT '',
  sealed INTEGER NOT NULL DEFAULT 0,
  bates_begin TEXT NOT NULL DEFAULT '',
  bates_end TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT '',
  parent_id INTEGER REFERENCES exhibit(id) ON DELETE SET NULL,
  family_position INTEGER NOT NULL DEFAULT 0,
  file_name TEXT NOT NULL DEFAULT '',
  media_type TEXT NOT NULL DEFAULT '',
  original_sha256 TEXT NOT NULL DEFAULT '',
  original_bytes INTEGER NOT NULL DEFAULT 0,
  page_count INTEGER NOT NULL DEFAULT 0,
  read_status TEXT NOT NULL DEFAULT 'ok',
  read_reason TEXT NOT NULL DEFAULT '',
  metadata TEXT NOT NULL DEFAULT '{}',
  imported_at TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE exhibit_tag (
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL REFERENCES tag(id) ON DELETE CASCADE,
  PRIMARY KEY (exhibit_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE exhibit_version (
  id INTEGER PRIMARY KEY,
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id) ON DELETE RESTRICT,
  version INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  media_type TEXT NOT NULL DEFAULT '',
  original_sha256 TEXT NOT NULL,
  original_bytes INTEGER NOT NULL,
  page_count INTEGER NOT NULL,
  imported_at TEXT NOT NULL DEFAULT '',
  replaced_at TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  UNIQUE (exhibit_id, version)
) STRICT;
CREATE TABLE hearing_event (
  id INTEGER PRIMARY KEY,
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id) ON DELETE RESTRICT,
  at TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN
    ('marked', 'identified', 'offered', 'objection', 'response', 'ruling', 'admitted', 'limited', 'refused', 'withdrawn')),
  words TEXT NOT NULL DEFAULT '',
  witness TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE hit_decision (
  element_id INTEGER NOT NULL REFERENCES element(id) ON DELETE CASCADE,
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id) ON DELETE CASCADE,
  page INTEGER NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('not relevant', 'later')),
  PRIMARY KEY (element_id, exhibit_id, page)
) STRICT, WITHOUT ROWID;
CREATE TABLE import_batch (
  id INTEGER PRIMARY KEY,
  started_at TEXT NOT NULL,
  finished_at TEXT NOT NULL DEFAULT '',
  sources TEXT NOT NULL DEFAULT '[]',
  options TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE TABLE import_item (
  id INTEGER PRIMARY KEY,
  batch_id INTEGER NOT NULL REFERENCES import_batch(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  path TEXT NOT NULL,
  shown_name TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'queued'
    CHECK (status IN ('queued', 'stored', 'imported', 'partial', 'unsearchable', 'duplicate', 'failed')),
  reason TEXT NOT NULL DEFAULT '',
  sha256 TEXT NOT NULL DEFAULT '',
  bytes INTEGER NOT NULL DEFAULT 0,
  exhibit_id INTEGER REFERENCES exhibit(id) ON DELETE SET NULL,
  parent_exhibit_id INTEGER REFERENCES exhibit(id) ON DELETE SET NULL,
  family_position INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE matter (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  uid TEXT NOT NULL,
  name TEXT NOT NULL,
  court TEXT NOT NULL DEFAULT '',
  division TEXT NOT NULL DEFAULT '',
  docket_number TEXT NOT NULL DEFAULT '',
  judge TEXT NOT NULL DEFAULT '',
  status_note TEXT NOT NULL DEFAULT '',
  status_source TEXT NOT NULL DEFAULT '',
  court_zone TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT '',
  banner TEXT NOT NULL DEFAULT '',
  coverage_rule TEXT NOT NULL DEFAULT '{"links": 1, "exhibits": 1, "strength": 1}',
  created_at TEXT NOT NULL
, redaction_reasons TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE page (
  id INTEGER PRIMARY KEY,
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  bates TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT 'none' CHECK (source IN ('layer', 'ocr', 'file', 'none')),
  layer_text TEXT NOT NULL DEFAULT '',
  ocr_text TEXT NOT NULL DEFAULT '',
  ocr_confidence INTEGER NOT NULL DEFAULT -1,
  ocr_state TEXT NOT NULL DEFAULT '' CHECK (ocr_state IN ('', 'wanted', 'done', 'failed')),
  ocr_reason TEXT NOT NULL DEFAULT '',
  width INTEGER NOT NULL DEFAULT 61200,
  height INTEGER NOT NULL DEFAULT 79200,
  rotation INTEGER NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '', shape TEXT NOT NULL DEFAULT '',
  UNIQUE (exhibit_id, number)
) STRICT;
CREATE TABLE page_break (
  page_id INTEGER PRIMARY KEY REFERENCES page(id) ON DELETE CASCADE,
  tail TEXT NOT NULL,
  head TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE page_break_fts USING fts5 (
  tail, head, content='page_break', content_rowid='page_id', tokenize="unicode61 remove_diacritics 0 tokenchars '_'"
);
CREATE TABLE 'page_break_fts_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE 'page_break_fts_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'page_break_fts_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
CREATE TABLE 'page_break_fts_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE VIRTUAL TABLE page_fts USING fts5 (
  body, content='page_search', content_rowid='page_id', tokenize="unicode61 remove_diacritics 0 tokenchars '_'"
);
CREATE TABLE 'page_fts_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE 'page_fts_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'page_fts_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
CREATE TABLE 'page_fts_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE page_search (
  page_id INTEGER PRIMARY KEY REFERENCES page(id) ON DELETE CASCADE,
  body TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE page_vocabulary USING fts5vocab('page_fts', 'row');
CREATE TABLE page_words (
  page_id INTEGER PRIMARY KEY REFERENCES page(id) ON DELETE CASCADE,
  boxes BLOB NOT NULL
) STRICT;
CREATE TABLE party (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  side TEXT NOT NULL DEFAULT 'plaintiff' CHECK (side IN ('plaintiff', 'defendant', 'joint', 'other')),
  role TEXT NOT NULL DEFAULT '',
  prefix TEXT NOT NULL DEFAULT '',
  first_number INTEGER NOT NULL DEFAULT 1,
  last_number INTEGER NOT NULL DEFAULT 0,
  number_width INTEGER NOT NULL DEFAULT 0,
  lettering TEXT NOT NULL DEFAULT '' CHECK (lettering IN ('', 'AA AB', 'AA BB')),
  counsel TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE production (
  id INTEGER PRIMARY KEY,
  volume TEXT NOT NULL COLLATE NOCASE,
  sent_to TEXT NOT NULL DEFAULT '',
  produced_at TEXT NOT NULL,
  bates_begin TEXT NOT NULL,
  bates_end TEXT NOT NULL,
  documents INTEGER NOT NULL,
  pages INTEGER NOT NULL,
  dat_sha256 TEXT NOT NULL,
  rows TEXT NOT NULL,
  rows_sha256 TEXT NOT NULL
) STRICT;
CREATE TABLE protected_name (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  initials TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT 'minor'
) STRICT;
CREATE TABLE redaction_mark (
  id INTEGER PRIMARY KEY,
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id) ON DELETE RESTRICT,
  page INTEGER NOT NULL CHECK (page >= 1),
  box TEXT NOT NULL DEFAULT '',
  quote TEXT NOT NULL DEFAULT '',
  start INTEGER NOT NULL DEFAULT -1,
  reason TEXT NOT NULL CHECK (reason <> ''),
  file_sha256 TEXT NOT NULL,
  CHECK (box <> '' OR (quote <> '' AND start >= 0))
) STRICT;
CREATE TABLE reindex (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  exhibit_id INTEGER NOT NULL
) STRICT;
CREATE TABLE saved_search (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  query TEXT NOT NULL,
  element_id INTEGER REFERENCES element(id) ON DELETE SET NULL
) STRICT;
CREATE TABLE served_list (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  party_id INTEGER REFERENCES party(id) ON DELETE SET NULL,
  served_on TEXT NOT NULL,
  amends INTEGER REFERENCES served_list(id) ON DELETE RESTRICT,
  rows TEXT NOT NULL,
  rows_sha256 TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE TABLE sqlite_sequence(name,seq);
CREATE TABLE tag (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;
CREATE TABLE version_page (
  id INTEGER PRIMARY KEY,
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id) ON DELETE CASCADE,
  sha256 TEXT NOT NULL,
  number INTEGER NOT NULL,
  label TEXT NOT NULL,
  text TEXT NOT NULL,
  source TEXT NOT NULL,
  layer_text TEXT NOT NULL,
  ocr_text TEXT NOT NULL,
  ocr_confidence INTEGER NOT NULL,
  ocr_state TEXT NOT NULL,
  ocr_reason TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  rotation INTEGER NOT NULL,
  note TEXT NOT NULL,
  body TEXT,
  tail TEXT,
  head TEXT,
  boxes BLOB, shape TEXT NOT NULL DEFAULT '',
  UNIQUE (exhibit_id, sha256, number)
) STRICT;
CREATE INDEX audit_change_entry ON audit_change(entry_id);
CREATE INDEX audit_change_row ON audit_change(tbl, row_key);
CREATE INDEX bates_range_order ON bates_range(prefix, first);
CREATE INDEX element_claim ON element(claim_id, parent_id, position);
CREATE INDEX event_order ON event(date_sort, position, id);
CREATE INDEX event_source_event ON event_source(event_id, position);
CREATE INDEX event_source_exhibit ON event_source(exhibit_id);
CREATE INDEX evidence_link_element ON evidence_link(element_id, position);
CREATE INDEX evidence_link_exhibit ON evidence_link(exhibit_id, page);
CREATE UNIQUE INDEX exhibit_number ON exhibit(number) WHERE number IS NOT NULL;
CREATE INDEX exhibit_order ON exhibit(number_sort, id);
CREATE INDEX exhibit_original ON exhibit(original_sha256);
CREATE INDEX exhibit_parent ON exhibit(parent_id);
CREATE INDEX exhibit_tag_tag ON exhibit_tag(tag_id);
CREATE INDEX exhibit_version_original ON exhibit_version(original_sha256);
CREATE INDEX hearing_event_day ON hearing_event(at);
CREATE INDEX hearing_event_exhibit ON hearing_event(exhibit_id, at);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX import_item_batch ON import_item(batch_id, position);
CREATE INDEX import_item_open ON import_item(status) WHERE status IN ('queued', 'stored');
CREATE INDEX page_ocr ON page(ocr_state) WHERE ocr_state = 'wanted';
CREATE INDEX page_search_silent ON page_search(page_id) WHERE body = '';
CREATE INDEX page_silent ON page(exhibit_id, number) WHERE source = 'none';
CREATE INDEX redaction_mark_exhibit ON redaction_mark(exhibit_id, page);
