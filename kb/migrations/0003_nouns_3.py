import django.contrib.postgres.fields
import django.db.models.deletion
import kb.models.columns
import kb.models.verdicts
import pgtrigger.compiler
from django.db import migrations, models

from kb.migrations._together import Together

class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0002_nouns_2'),
    ]

    operations = [
        Together([
        migrations.CreateModel(
            name='Provenance',
            fields=[
                ('id', models.CharField(max_length=400, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='kb.version')),
                ('url', models.CharField(blank=True, default='')),
                ('publisher', models.CharField(blank=True, default='')),
                ('retrieved', models.CharField(blank=True, db_collation='C', default='')),
                ('tier', models.CharField(blank=True, choices=[('primary', 'primary'), ('secondary', 'secondary'), ('tertiary', 'tertiary')], default='')),
                ('file', models.CharField(blank=True, default='')),
                ('sha256', models.CharField(blank=True, default='')),
                ('note', models.CharField(blank=True, default='')),
            ],
            options={
                'ordering': ('position',),
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('tier__in', ['', 'primary', 'secondary', 'tertiary'])), name='provenance_tier_known'), models.CheckConstraint(condition=models.Q(('retrieved__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$')), name='provenance_retrieved_is_date')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_provenancehistory" ("file", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "publisher", "retrieved", "sha256", "tier", "url", "version_id") VALUES (NEW."file", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."publisher", NEW."retrieved", NEW."sha256", NEW."tier", NEW."url", NEW."version_id"); RETURN NULL;', hash='f1dc9a2d32102646df1abdf92aa2c03b26cc3f7f', operation='INSERT', pgid='pgtrigger_insert_insert_9b39b', table='kb_provenance', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_provenancehistory" ("file", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "publisher", "retrieved", "sha256", "tier", "url", "version_id") VALUES (NEW."file", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."publisher", NEW."retrieved", NEW."sha256", NEW."tier", NEW."url", NEW."version_id"); RETURN NULL;', hash='62887b55f52a55a4280dc176428a080aa9c2246f', operation='UPDATE', pgid='pgtrigger_update_update_6662f', table='kb_provenance', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_provenancehistory" ("file", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "publisher", "retrieved", "sha256", "tier", "url", "version_id") VALUES (OLD."file", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."publisher", OLD."retrieved", OLD."sha256", OLD."tier", OLD."url", OLD."version_id"); RETURN NULL;', hash='dfd8a172ef1bb13a1f6ac6bde4433d10b752d2dc', operation='DELETE', pgid='pgtrigger_delete_delete_67309', table='kb_provenance', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='kb.revision')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('who', models.CharField(blank=True, default='')),
                ('why', models.CharField(blank=True, default='')),
            ],
            options={
                'ordering': ('-id',),
                'triggers': [pgtrigger.compiler.Trigger(name='unchangeable', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d83f85366f7c9e3c38ca8d92f89d65432bb38380', operation='UPDATE OR DELETE', pgid='pgtrigger_unchangeable_3b8bb', table='kb_publication', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.CharField(max_length=400, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('norm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='kb.norm')),
                ('construction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='kb.construction')),
            ],
            options={
                'ordering': ('position',),
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('norm', 'construction'), name='reading_once')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_readinghistory" ("construction_id", "id", "norm_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."construction_id", NEW."id", NEW."norm_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;', hash='746812bdcb994cf8804eef7e2e29e04107ca41d3', operation='INSERT', pgid='pgtrigger_insert_insert_ba371', table='kb_reading', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_readinghistory" ("construction_id", "id", "norm_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."construction_id", NEW."id", NEW."norm_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;', hash='22ce0aadf1c6bef15c9d6bacefb42dc9d5fdba26', operation='UPDATE', pgid='pgtrigger_update_update_b31e5', table='kb_reading', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_readinghistory" ("construction_id", "id", "norm_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (OLD."construction_id", OLD."id", OLD."norm_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position"); RETURN NULL;', hash='777629868068ff878829b14ca5e848fb82f66cf2', operation='DELETE', pgid='pgtrigger_delete_delete_7f75a', table='kb_reading', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SavedVerdict',
            fields=[
                ('id', models.CharField(default=kb.models.verdicts.new_id, editable=False, max_length=22, primary_key=True, serialize=False)),
                ('question', kb.models.columns.LeafField()),
                ('answer', models.TextField()),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='kb.revision')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('-created_at',),
                'constraints': [models.CheckConstraint(condition=models.Q(('id__length__gte', 22)), name='saved_verdict_id_is_long'), models.CheckConstraint(condition=models.Q(('answer', ''), _negated=True), name='saved_verdict_answer_given')],
                'triggers': [pgtrigger.compiler.Trigger(name='unchangeable', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dc416fd2244417e43964d50f8d84afc8b9a494a1', operation='UPDATE OR DELETE', pgid='pgtrigger_unchangeable_39594', table='kb_savedverdict', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Treatment',
            fields=[
                ('id', models.CharField(max_length=400, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='treatments', to='kb.case')),
                ('treated', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='treated_by', to='kb.case')),
                ('treatment', models.CharField(blank=True, choices=[('follows', 'follows'), ('distinguishes', 'distinguishes'), ('criticizes', 'criticizes'), ('cites', 'cites'), ('overrules', 'overrules'), ('affirms', 'affirms'), ('reverses', 'reverses'), ('vacates', 'vacates'), ('disagrees', 'disagrees')], default='')),
                ('note', models.CharField(blank=True, default='')),
                ('pinpoint', models.CharField(blank=True, default='')),
                ('verification', models.CharField(blank=True, choices=[('verified', 'verified'), ('reported', 'reported'), ('unverified', 'unverified'), ('disputed', 'disputed')], default='')),
            ],
            options={
                'ordering': ('position',),
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('treatment__in', ['', 'follows', 'distinguishes', 'criticizes', 'cites', 'overrules', 'affirms', 'reverses', 'vacates', 'disagrees'])), name='treatment_treatment_known'), models.CheckConstraint(condition=models.Q(('verification__in', ['', 'verified', 'reported', 'unverified', 'disputed'])), name='treatment_verification_known'), models.CheckConstraint(condition=models.Q(('treated', models.F('case')), _negated=True), name='treatment_of_another')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_treatmenthistory" ("case_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinpoint", "position", "treated_id", "treatment", "verification") VALUES (NEW."case_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pinpoint", NEW."position", NEW."treated_id", NEW."treatment", NEW."verification"); RETURN NULL;', hash='1e6ab63908464fa38a2f729de7e8b80e69662c0f', operation='INSERT', pgid='pgtrigger_insert_insert_1ac9e', table='kb_treatment', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_treatmenthistory" ("case_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinpoint", "position", "treated_id", "treatment", "verification") VALUES (NEW."case_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pinpoint", NEW."position", NEW."treated_id", NEW."treatment", NEW."verification"); RETURN NULL;', hash='c459f487a89ac424f390e95f42274aecb3bfa5a5', operation='UPDATE', pgid='pgtrigger_update_update_d3977', table='kb_treatment', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_treatmenthistory" ("case_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinpoint", "position", "treated_id", "treatment", "verification") VALUES (OLD."case_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pinpoint", OLD."position", OLD."treated_id", OLD."treatment", OLD."verification"); RETURN NULL;', hash='cc96f0d859857e0471ad8bfa78d969e3351601b6', operation='DELETE', pgid='pgtrigger_delete_delete_57b0e', table='kb_treatment', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='SourceUse',
            fields=[
                ('id', models.CharField(max_length=400, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='kb.source')),
                ('provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.provider')),
                ('model', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.aimodel')),
                ('dataset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.dataset')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.service')),
                ('edge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.edge')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.case')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.caseevent')),
                ('holding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.holding')),
                ('treatment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.treatment')),
                ('law', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.law')),
                ('status', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.lawstatus')),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.incident')),
                ('issue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.issue')),
                ('conflict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.conflict')),
            ],
            options={
                'ordering': ('position',),
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', False), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', False), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', False), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', False), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', False), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('case__isnull', False), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', False), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', False), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', False)), models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', False), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', False), ('treatment__isnull', True)), models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', False), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', False), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('case__isnull', True), ('conflict__isnull', False), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), _connector='OR'), name='source_use_belongs_to_one')],
                'triggers': [pgtrigger.compiler.Trigger(name='source_use_is_last', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n            IF (OLD.model_id IS NOT NULL AND EXISTS (SELECT 1 FROM kb_aimodel r WHERE r.slug = OLD.model_id AND r.state = 'published' AND NOT (r.verification = 'unverified')\n        AND NOT EXISTS (SELECT 1 FROM kb_sourceuse u WHERE u.model_id = r.slug))) OR (OLD.dataset_id IS NOT NULL AND EXISTS (SELECT 1 FROM kb_dataset r WHERE r.slug = OLD.dataset_id AND r.state = 'published' AND NOT (r.verification = 'unverified')\n        AND NOT EXISTS (SELECT 1 FROM kb_sourceuse u WHERE u.dataset_id = r.slug))) OR (OLD.edge_id IS NOT NULL AND EXISTS (SELECT 1 FROM kb_edge r WHERE r.slug = OLD.edge_id AND r.state = 'published' AND NOT (r.verification = 'unverified')\n        AND NOT EXISTS (SELECT 1 FROM kb_sourceuse u WHERE u.edge_id = r.slug))) OR (OLD.incident_id IS NOT NULL AND EXISTS (SELECT 1 FROM kb_incident r WHERE r.slug = OLD.incident_id AND r.state = 'published' AND NOT (r.verification = 'unverified')\n        AND NOT EXISTS (SELECT 1 FROM kb_sourceuse u WHERE u.incident_id = r.slug))) OR (OLD.law_id IS NOT NULL AND EXISTS (SELECT 1 FROM kb_law r WHERE r.slug = OLD.law_id AND r.state = 'published' AND NOT (r.citation <> '' OR r.url <> '')\n        AND NOT EXISTS (SELECT 1 FROM kb_sourceuse u WHERE u.law_id = r.slug))) OR (OLD.case_id IS NOT NULL AND EXISTS (SELECT 1 FROM kb_case r WHERE r.slug = OLD.case_id AND r.state = 'published' AND NOT (r.citation <> '' OR r.docket <> '')\n        AND NOT EXISTS (SELECT 1 FROM kb_sourceuse u WHERE u.case_id = r.slug))) OR (OLD.issue_id IS NOT NULL AND EXISTS (SELECT 1 FROM kb_issue r WHERE r.slug = OLD.issue_id AND r.state = 'published' AND NOT (EXISTS (SELECT 1 FROM kb_authority a JOIN kb_position p ON a.in_position_id = p.id WHERE p.issue_id = r.slug))\n        AND NOT EXISTS (SELECT 1 FROM kb_sourceuse u WHERE u.issue_id = r.slug))) OR (OLD.conflict_id IS NOT NULL AND EXISTS (SELECT 1 FROM kb_conflict r WHERE r.slug = OLD.conflict_id AND r.state = 'published' AND NOT (FALSE)\n        AND NOT EXISTS (SELECT 1 FROM kb_sourceuse u WHERE u.conflict_id = r.slug))) THEN\n                RAISE EXCEPTION '% has no source', OLD.id USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;\n            END IF;\n            RETURN NULL;\n        ", hash='73925108ba28d725538f06e44cf228f06b7f7e30', operation='UPDATE OR DELETE', pgid='pgtrigger_source_use_is_last_79133', table='kb_sourceuse', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_sourceusehistory" ("case_id", "conflict_id", "dataset_id", "edge_id", "event_id", "holding_id", "id", "incident_id", "issue_id", "law_id", "model_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_id", "service_id", "source_id", "status_id", "treatment_id") VALUES (NEW."case_id", NEW."conflict_id", NEW."dataset_id", NEW."edge_id", NEW."event_id", NEW."holding_id", NEW."id", NEW."incident_id", NEW."issue_id", NEW."law_id", NEW."model_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."provider_id", NEW."service_id", NEW."source_id", NEW."status_id", NEW."treatment_id"); RETURN NULL;', hash='5f4cafde9bcd7be82963dcc193c3619657c7fca2', operation='INSERT', pgid='pgtrigger_insert_insert_f8915', table='kb_sourceuse', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_sourceusehistory" ("case_id", "conflict_id", "dataset_id", "edge_id", "event_id", "holding_id", "id", "incident_id", "issue_id", "law_id", "model_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_id", "service_id", "source_id", "status_id", "treatment_id") VALUES (NEW."case_id", NEW."conflict_id", NEW."dataset_id", NEW."edge_id", NEW."event_id", NEW."holding_id", NEW."id", NEW."incident_id", NEW."issue_id", NEW."law_id", NEW."model_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."provider_id", NEW."service_id", NEW."source_id", NEW."status_id", NEW."treatment_id"); RETURN NULL;', hash='d991db7703db3059be139dacd544f7d09394833c', operation='UPDATE', pgid='pgtrigger_update_update_cfa94', table='kb_sourceuse', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_sourceusehistory" ("case_id", "conflict_id", "dataset_id", "edge_id", "event_id", "holding_id", "id", "incident_id", "issue_id", "law_id", "model_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "provider_id", "service_id", "source_id", "status_id", "treatment_id") VALUES (OLD."case_id", OLD."conflict_id", OLD."dataset_id", OLD."edge_id", OLD."event_id", OLD."holding_id", OLD."id", OLD."incident_id", OLD."issue_id", OLD."law_id", OLD."model_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."provider_id", OLD."service_id", OLD."source_id", OLD."status_id", OLD."treatment_id"); RETURN NULL;', hash='24d980b736fd54b0ea49d9082210054db6256f43', operation='DELETE', pgid='pgtrigger_delete_delete_cf6f2', table='kb_sourceuse', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.CharField(max_length=400, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='kb.service')),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='kb.instrument')),
                ('plan', models.CharField(blank=True, choices=[('consumer', 'consumer'), ('business', 'business')], default='')),
                ('region', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(), blank=True, default=list, size=None)),
                ('without', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(), blank=True, default=list, size=None)),
                ('since', models.CharField(blank=True, db_collation='C', default='')),
                ('until', models.CharField(blank=True, db_collation='C', default='')),
                ('role', models.CharField(blank=True, choices=[('terms', 'terms'), ('policy', 'policy'), ('supplement', 'supplement')], default='')),
                ('verification', models.CharField(blank=True, choices=[('verified', 'verified'), ('reported', 'reported'), ('unverified', 'unverified'), ('disputed', 'disputed')], default='')),
                ('source', models.CharField(blank=True, default='')),
                ('note', models.CharField(blank=True, default='')),
            ],
            options={
                'ordering': ('position',),
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('since__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$')), name='term_since_is_date'), models.CheckConstraint(condition=models.Q(('until__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$')), name='term_until_is_date'), models.CheckConstraint(condition=models.Q(('until', ''), ('since', ''), ('until__first_day__gt', kb.models.columns.FirstDay(models.F('since'))), _connector='OR'), name='term_range'), models.CheckConstraint(condition=models.Q(('plan__in', ['', 'consumer', 'business'])), name='term_plan_known'), models.CheckConstraint(condition=models.Q(('role__in', ['', 'terms', 'policy', 'supplement'])), name='term_role_known'), models.CheckConstraint(condition=models.Q(('verification__in', ['', 'verified', 'reported', 'unverified', 'disputed'])), name='term_verification_known')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_termhistory" ("id", "instrument_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "position", "region", "role", "service_id", "since", "source", "until", "verification", "without") VALUES (NEW."id", NEW."instrument_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan", NEW."position", NEW."region", NEW."role", NEW."service_id", NEW."since", NEW."source", NEW."until", NEW."verification", NEW."without"); RETURN NULL;', hash='67332f2ffe877255c3df69b188f8121b9d94a074', operation='INSERT', pgid='pgtrigger_insert_insert_96d44', table='kb_term', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_termhistory" ("id", "instrument_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "position", "region", "role", "service_id", "since", "source", "until", "verification", "without") VALUES (NEW."id", NEW."instrument_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan", NEW."position", NEW."region", NEW."role", NEW."service_id", NEW."since", NEW."source", NEW."until", NEW."verification", NEW."without"); RETURN NULL;', hash='eaac7787c2b2ab354cf28ea54facb66a9fb7f999', operation='UPDATE', pgid='pgtrigger_update_update_b6130', table='kb_term', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_termhistory" ("id", "instrument_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "position", "region", "role", "service_id", "since", "source", "until", "verification", "without") VALUES (OLD."id", OLD."instrument_id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan", OLD."position", OLD."region", OLD."role", OLD."service_id", OLD."since", OLD."source", OLD."until", OLD."verification", OLD."without"); RETURN NULL;', hash='1a2fbeac55694c2e49427101346d880b943582f6', operation='DELETE', pgid='pgtrigger_delete_delete_529c4', table='kb_term', when='AFTER'))],
            },
        ),
        ]),
    ]
