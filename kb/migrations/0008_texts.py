import django.contrib.postgres.fields
import kb.models.columns
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from kb.migrations._together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0007_triggers'),
    ]

    operations = [
        Together([
        pgtrigger.migrations.RemoveTrigger(
            model_name='instrument',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instrument',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='instrument',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='source',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='instrument',
            name='left_out',
            field=kb.models.columns.LeafField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='instrumenthistory',
            name='left_out',
            field=kb.models.columns.LeafField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='source',
            name='files',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='sourcehistory',
            name='files',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(), blank=True, default=list, size=None),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instrument',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_instrumenthistory" ("file_digest", "generic", "governing_law", "kind", "left_out", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "row_digest", "silent", "slug", "spdx", "state", "summary", "tests", "title", "url", "verification") VALUES (NEW."file_digest", NEW."generic", NEW."governing_law", NEW."kind", NEW."left_out", _pgh_attach_context(), NOW(), \'insert\', NEW."slug", NEW."provider_id", NEW."row_digest", NEW."silent", NEW."slug", NEW."spdx", NEW."state", NEW."summary", NEW."tests", NEW."title", NEW."url", NEW."verification"); RETURN NULL;', hash='e5cd4499b077083e492ee5a877ef704557407eea', operation='INSERT', pgid='pgtrigger_insert_insert_1dd92', table='kb_instrument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instrument',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_instrumenthistory" ("file_digest", "generic", "governing_law", "kind", "left_out", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "row_digest", "silent", "slug", "spdx", "state", "summary", "tests", "title", "url", "verification") VALUES (NEW."file_digest", NEW."generic", NEW."governing_law", NEW."kind", NEW."left_out", _pgh_attach_context(), NOW(), \'update\', NEW."slug", NEW."provider_id", NEW."row_digest", NEW."silent", NEW."slug", NEW."spdx", NEW."state", NEW."summary", NEW."tests", NEW."title", NEW."url", NEW."verification"); RETURN NULL;', hash='eaf5473db64fc0a7246b63506fbdede88d2c261f', operation='UPDATE', pgid='pgtrigger_update_update_f46e3', table='kb_instrument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instrument',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_instrumenthistory" ("file_digest", "generic", "governing_law", "kind", "left_out", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider_id", "row_digest", "silent", "slug", "spdx", "state", "summary", "tests", "title", "url", "verification") VALUES (OLD."file_digest", OLD."generic", OLD."governing_law", OLD."kind", OLD."left_out", _pgh_attach_context(), NOW(), \'delete\', OLD."slug", OLD."provider_id", OLD."row_digest", OLD."silent", OLD."slug", OLD."spdx", OLD."state", OLD."summary", OLD."tests", OLD."title", OLD."url", OLD."verification"); RETURN NULL;', hash='75661e2cab6183b9c2b54aaffc6c6301870f4907', operation='DELETE', pgid='pgtrigger_delete_delete_ff612', table='kb_instrument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_sourcehistory" ("date", "file_digest", "files", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publisher", "retrieved", "row_digest", "slug", "state", "tier", "title", "url") VALUES (NEW."date", NEW."file_digest", NEW."files", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."slug", NEW."publisher", NEW."retrieved", NEW."row_digest", NEW."slug", NEW."state", NEW."tier", NEW."title", NEW."url"); RETURN NULL;', hash='4c47db0e34a5c755c24850c8646632108bd17554', operation='INSERT', pgid='pgtrigger_insert_insert_3fb83', table='kb_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_sourcehistory" ("date", "file_digest", "files", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publisher", "retrieved", "row_digest", "slug", "state", "tier", "title", "url") VALUES (NEW."date", NEW."file_digest", NEW."files", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."slug", NEW."publisher", NEW."retrieved", NEW."row_digest", NEW."slug", NEW."state", NEW."tier", NEW."title", NEW."url"); RETURN NULL;', hash='f7196085c3f6e1001f4cab46008b19bf6efd6410', operation='UPDATE', pgid='pgtrigger_update_update_2ec77', table='kb_source', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_sourcehistory" ("date", "file_digest", "files", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publisher", "retrieved", "row_digest", "slug", "state", "tier", "title", "url") VALUES (OLD."date", OLD."file_digest", OLD."files", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."slug", OLD."publisher", OLD."retrieved", OLD."row_digest", OLD."slug", OLD."state", OLD."tier", OLD."title", OLD."url"); RETURN NULL;', hash='8b1d7e5d056968c68065266b6de7671ae7999688', operation='DELETE', pgid='pgtrigger_delete_delete_6b321', table='kb_source', when='AFTER')),
        ),
        ]),
    ]
