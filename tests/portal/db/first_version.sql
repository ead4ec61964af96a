CREATE TABLE alembic_version (
  version_num VARCHAR(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE portal (
  created_at BIGINT NOT NULL,
  election TEXT NOT NULL,
  public_url VARCHAR(300) NOT NULL
);
CREATE TABLE clock (
  id INTEGER NOT NULL,
  real_at BIGINT NOT NULL,
  portal_at BIGINT NOT NULL,
  speed INTEGER NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE voter (
  id INTEGER NOT NULL,
  address VARCHAR(254) NOT NULL,
  address_key VARCHAR(300) NOT NULL,
  family_name VARCHAR(100) NOT NULL,
  first_name VARCHAR(100) NOT NULL,
  affiliation VARCHAR(200) NOT NULL,
  body VARCHAR(200) NOT NULL,
  telephone VARCHAR(30) NOT NULL,
  language VARCHAR(2) NOT NULL,
  activated_at BIGINT,
  password_hash VARCHAR(200),
  question_id VARCHAR(200),
  answer_hash VARCHAR(200),
  PRIMARY KEY (id),
  UNIQUE (address_key)
);
CREATE TABLE guessing (
  subject_mac {bytes} NOT NULL,
  tries INTEGER NOT NULL,
  until BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (subject_mac)
);
CREATE INDEX ix_guessing_last_at ON guessing (last_at);
CREATE TABLE link_request (
  id {number} NOT NULL,
  address_mac {bytes} NOT NULL,
  asked_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX ix_link_request_asked_at ON link_request (asked_at);
CREATE INDEX ix_link_request_address ON link_request (address_mac, asked_at);
CREATE TABLE ballot (
  id VARCHAR(50) NOT NULL,
  position INTEGER NOT NULL,
  seats INTEGER NOT NULL,
  voters INTEGER NOT NULL,
  texts TEXT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (position)
);
CREATE TABLE mailed_link (
  token_hash {bytes} NOT NULL,
  kind VARCHAR(20) NOT NULL,
  voter_id INTEGER,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  tries INTEGER NOT NULL,
  password_hash VARCHAR(200),
  ticket_hash {bytes},
  code_mac {bytes},
  code_expires_at BIGINT,
  PRIMARY KEY (token_hash),
  FOREIGN KEY(voter_id) REFERENCES voter (id)
);
CREATE INDEX ix_mailed_link_voter_id ON mailed_link (voter_id, created_at);
CREATE TABLE progress (
  voter_id INTEGER NOT NULL,
  step VARCHAR(20) NOT NULL,
  step_at BIGINT NOT NULL,
  error VARCHAR(40) NOT NULL,
  error_at BIGINT,
  errors INTEGER NOT NULL,
  PRIMARY KEY (voter_id),
  FOREIGN KEY(voter_id) REFERENCES voter (id)
);
CREATE TABLE session (
  token_hash {bytes} NOT NULL,
  voter_id INTEGER NOT NULL,
  opened_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  unlocked BOOLEAN NOT NULL,
  PRIMARY KEY (token_hash),
  FOREIGN KEY(voter_id) REFERENCES voter (id)
);
CREATE INDEX ix_session_voter_id ON session (voter_id);
CREATE INDEX ix_session_expires_at ON session (expires_at);
CREATE TABLE mail (
  id {number} NOT NULL,
  voter_id INTEGER,
  kind VARCHAR(20) NOT NULL,
  sender VARCHAR(254) NOT NULL,
  recipient VARCHAR(254) NOT NULL,
  subject VARCHAR(200) NOT NULL,
  body TEXT NOT NULL,
  queued_at BIGINT NOT NULL,
  sent_at BIGINT,
  due_at BIGINT NOT NULL,
  tries INTEGER NOT NULL,
  failure VARCHAR(300) NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(voter_id) REFERENCES voter (id)
);
CREATE INDEX ix_mail_due ON mail (due_at) WHERE sent_at IS NULL;
CREATE INDEX ix_mail_voter_id ON mail (voter_id, queued_at);
CREATE TABLE roll_entry (
  ballot_id VARCHAR(50) NOT NULL,
  name_key VARCHAR(202){bytewise} NOT NULL,
  voter_id INTEGER NOT NULL,
  PRIMARY KEY (ballot_id, name_key, voter_id),
  FOREIGN KEY(ballot_id) REFERENCES ballot (id),
  FOREIGN KEY(voter_id) REFERENCES voter (id)
){end};
CREATE INDEX ix_roll_entry_voter_id ON roll_entry (voter_id);
CREATE TABLE candidate_list (
  ballot_id VARCHAR(50) NOT NULL,
  id VARCHAR(50) NOT NULL,
  position INTEGER NOT NULL,
  texts TEXT NOT NULL,
  candidates TEXT NOT NULL,
  PRIMARY KEY (ballot_id, id),
  UNIQUE (ballot_id, position),
  FOREIGN KEY(ballot_id) REFERENCES ballot (id)
);
CREATE TABLE claim (
  id {number} NOT NULL,
  voter_id INTEGER NOT NULL,
  "key" VARCHAR(64) NOT NULL,
  kind VARCHAR(20) NOT NULL,
  ballot_id VARCHAR(50) NOT NULL,
  state VARCHAR(20) NOT NULL,
  text TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  answered_at BIGINT,
  PRIMARY KEY (id),
  UNIQUE (voter_id, "key"),
  FOREIGN KEY(voter_id) REFERENCES voter (id),
  FOREIGN KEY(ballot_id) REFERENCES ballot (id)
);
CREATE INDEX ix_claim_answered_at ON claim (answered_at);
CREATE TABLE assistance_request (
  id {number} NOT NULL,
  voter_id INTEGER NOT NULL,
  "key" VARCHAR(64) NOT NULL,
  subject VARCHAR(200) NOT NULL,
  text TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  answer TEXT NOT NULL,
  answered_at BIGINT,
  PRIMARY KEY (id),
  UNIQUE (voter_id, "key"),
  FOREIGN KEY(voter_id) REFERENCES voter (id)
);
CREATE INDEX ix_assistance_request_answered_at ON assistance_request (answered_at);
CREATE TABLE captcha (
  id VARCHAR(50) NOT NULL,
  link_hash {bytes},
  action VARCHAR(20) NOT NULL,
  answer_mac {bytes} NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY(link_hash) REFERENCES mailed_link (token_hash)
);
CREATE INDEX ix_captcha_link_hash ON captcha (link_hash);
CREATE INDEX ix_captcha_expires_at ON captcha (expires_at);
CREATE TABLE seal (
  id INTEGER NOT NULL,
  receipt_key TEXT NOT NULL,
  text TEXT NOT NULL,
  sealed_at BIGINT,
  mixed_at BIGINT,
  PRIMARY KEY (id)
);
CREATE TABLE sealed_ballot (
  ballot_id VARCHAR(50) NOT NULL,
  uuid VARCHAR(14) NOT NULL,
  election TEXT NOT NULL,
  trustees TEXT NOT NULL,
  credentials TEXT NOT NULL,
  closed BOOLEAN NOT NULL,
  PRIMARY KEY (ballot_id),
  FOREIGN KEY(ballot_id) REFERENCES ballot (id),
  UNIQUE (uuid)
);
CREATE TABLE credential (
  ballot_id VARCHAR(50) NOT NULL,
  credential VARCHAR(64){bytewise} NOT NULL,
  PRIMARY KEY (ballot_id, credential)
){end};
CREATE TABLE voting_code (
  voter_id INTEGER NOT NULL,
  verifier_hash {bytes} NOT NULL,
  replaced INTEGER NOT NULL,
  PRIMARY KEY (voter_id),
  FOREIGN KEY(voter_id) REFERENCES voter (id)
);
CREATE TABLE reserve (
  id INTEGER NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE replacement (
  voter_id INTEGER NOT NULL,
  mailed TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  tries INTEGER NOT NULL,
  issued TEXT NOT NULL,
  PRIMARY KEY (voter_id),
  FOREIGN KEY(voter_id) REFERENCES voter (id)
);
CREATE INDEX ix_replacement_expires_at ON replacement (expires_at);
CREATE TABLE register (
  ballot_id VARCHAR(50) NOT NULL,
  voter_id INTEGER NOT NULL,
  PRIMARY KEY (ballot_id, voter_id)
){end};
CREATE TABLE pending (
  ballot_id VARCHAR(50) NOT NULL,
  credential VARCHAR(64){bytewise} NOT NULL,
  tracker VARCHAR(64){bytewise} NOT NULL,
  body {bytes} NOT NULL,
  PRIMARY KEY (ballot_id, credential),
  UNIQUE (tracker)
){end};
CREATE TABLE urn (
  ballot_id VARCHAR(50) NOT NULL,
  position INTEGER NOT NULL,
  credential VARCHAR(64){bytewise} NOT NULL,
  tracker VARCHAR(64){bytewise} NOT NULL,
  body {bytes} NOT NULL,
  PRIMARY KEY (ballot_id, position),
  UNIQUE (ballot_id, credential),
  UNIQUE (tracker)
){end};
INSERT INTO alembic_version VALUES ('1');
CREATE TABLE ending (
  ballot_id VARCHAR(50) NOT NULL,
  signed_end TEXT NOT NULL,
  reserve TEXT NOT NULL,
  PRIMARY KEY (ballot_id),
  FOREIGN KEY(ballot_id) REFERENCES sealed_ballot (ballot_id)
);
CREATE TABLE tally (
  ballot_id VARCHAR(50) NOT NULL,
  position INTEGER NOT NULL,
  kind VARCHAR(20) NOT NULL,
  owner INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (ballot_id, position),
  UNIQUE (ballot_id, kind, owner),
  FOREIGN KEY(ballot_id) REFERENCES sealed_ballot (ballot_id)
);
