-- The roles of Holdfast and its database, for the superuser of a new PostgreSQL (15 or later).
-- An operator runs it once with psql, then sets passwords with \password.

-- Runs migrations and owns every table; never serves a page.
CREATE ROLE holdfast_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;

-- Web and worker: row-level security always applies. Migrations grant what it may touch.
CREATE ROLE holdfast_web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;

-- Backup and reporting read across hubs. They have no password, so nobody comes in
-- as one of them until an operator sets one, and no other role is a member of them.
CREATE ROLE holdfast_backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;

CREATE ROLE holdfast_reporting LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;

GRANT pg_read_all_data TO holdfast_backup;

CREATE DATABASE holdfast OWNER holdfast_owner TEMPLATE template0 ENCODING 'UTF8';

REVOKE ALL ON DATABASE holdfast FROM PUBLIC;

GRANT CONNECT ON DATABASE holdfast TO holdfast_web, holdfast_backup, holdfast_reporting;
