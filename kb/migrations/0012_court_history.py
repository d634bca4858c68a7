import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from kb.migrations._together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0011_conduct_began'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        Together([
        migrations.CreateModel(
            name='Bearing',
            fields=[
                ('id', models.CharField(max_length=400, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('clause', models.CharField(blank=True, default='')),
                ('provision', models.CharField(blank=True, default='')),
                ('act', models.CharField(blank=True, choices=[('access', 'access'), ('use', 'use'), ('use_outputs', 'use outputs'), ('train', 'train'), ('distill', 'distill'), ('develop', 'develop'), ('reverse_engineer', 'reverse engineer'), ('extract', 'extract'), ('benchmark', 'benchmark'), ('modify', 'modify'), ('distribute', 'distribute'), ('name', 'name'), ('document', 'document'), ('register', 'register')], default='')),
                ('text', models.CharField(blank=True, default='')),
                ('how', models.CharField(choices=[('interprets', 'interprets'), ('applies', 'applies'), ('challenges', 'challenges'), ('concerns', 'concerns')])),
                ('note', models.CharField(blank=True, default='')),
                ('pinpoint', models.CharField(blank=True, default='')),
                ('quote', models.TextField(blank=True, default='')),
                ('verification', models.CharField(blank=True, choices=[('verified', 'verified'), ('reported', 'reported'), ('unverified', 'unverified'), ('disputed', 'disputed')], default='')),
            ],
            options={
                'ordering': ('position',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BearingHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.CharField(max_length=400, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('clause', models.CharField(blank=True, default='')),
                ('provision', models.CharField(blank=True, default='')),
                ('act', models.CharField(blank=True, choices=[('access', 'access'), ('use', 'use'), ('use_outputs', 'use outputs'), ('train', 'train'), ('distill', 'distill'), ('develop', 'develop'), ('reverse_engineer', 'reverse engineer'), ('extract', 'extract'), ('benchmark', 'benchmark'), ('modify', 'modify'), ('distribute', 'distribute'), ('name', 'name'), ('document', 'document'), ('register', 'register')], default='')),
                ('text', models.CharField(blank=True, default='')),
                ('how', models.CharField(choices=[('interprets', 'interprets'), ('applies', 'applies'), ('challenges', 'challenges'), ('concerns', 'concerns')])),
                ('note', models.CharField(blank=True, default='')),
                ('pinpoint', models.CharField(blank=True, default='')),
                ('quote', models.TextField(blank=True, default='')),
                ('verification', models.CharField(blank=True, choices=[('verified', 'verified'), ('reported', 'reported'), ('unverified', 'unverified'), ('disputed', 'disputed')], default='')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Proceeding',
            fields=[
                ('id', models.CharField(max_length=400, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('step', models.CharField(choices=[('filed', 'filed'), ('removed', 'removed'), ('transferred', 'transferred'), ('consolidated', 'consolidated'), ('referred', 'referred'), ('appealed', 'appealed'), ('reviewed', 'reviewed'), ('remanded', 'remanded'), ('parallel', 'parallel')])),
                ('court', models.CharField()),
                ('docket', models.CharField(blank=True, default='')),
                ('outcome', models.CharField(blank=True, choices=[('pending', 'pending'), ('granted', 'granted'), ('granted_in_part', 'granted in part'), ('denied', 'denied'), ('denied_in_part', 'denied in part'), ('affirmed', 'affirmed'), ('affirmed_in_part', 'affirmed in part'), ('reversed', 'reversed'), ('vacated', 'vacated'), ('remanded', 'remanded'), ('dismissed', 'dismissed'), ('settled', 'settled'), ('decided', 'decided')], default='')),
                ('date', models.CharField(blank=True, db_collation='C', default='')),
                ('citation', models.CharField(blank=True, default='')),
                ('note', models.CharField(blank=True, default='')),
                ('verification', models.CharField(blank=True, choices=[('verified', 'verified'), ('reported', 'reported'), ('unverified', 'unverified'), ('disputed', 'disputed')], default='')),
            ],
            options={
                'ordering': ('position',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProceedingHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.CharField(max_length=400, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('step', models.CharField(choices=[('filed', 'filed'), ('removed', 'removed'), ('transferred', 'transferred'), ('consolidated', 'consolidated'), ('referred', 'referred'), ('appealed', 'appealed'), ('reviewed', 'reviewed'), ('remanded', 'remanded'), ('parallel', 'parallel')])),
                ('court', models.CharField()),
                ('docket', models.CharField(blank=True, default='')),
                ('outcome', models.CharField(blank=True, choices=[('pending', 'pending'), ('granted', 'granted'), ('granted_in_part', 'granted in part'), ('denied', 'denied'), ('denied_in_part', 'denied in part'), ('affirmed', 'affirmed'), ('affirmed_in_part', 'affirmed in part'), ('reversed', 'reversed'), ('vacated', 'vacated'), ('remanded', 'remanded'), ('dismissed', 'dismissed'), ('settled', 'settled'), ('decided', 'decided')], default='')),
                ('date', models.CharField(blank=True, db_collation='C', default='')),
                ('citation', models.CharField(blank=True, default='')),
                ('note', models.CharField(blank=True, default='')),
                ('verification', models.CharField(blank=True, choices=[('verified', 'verified'), ('reported', 'reported'), ('unverified', 'unverified'), ('disputed', 'disputed')], default='')),
            ],
            options={
                'abstract': False,
            },
        ),
        ]),
        Together([
        pgtrigger.migrations.RemoveTrigger(
            model_name='sourceuse',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sourceuse',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='sourceuse',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='treatment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='treatment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='treatment',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='sourceuse',
            name='source_use_belongs_to_one',
        ),
        migrations.AddField(
            model_name='treatment',
            name='quote',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='treatmenthistory',
            name='quote',
            field=models.TextField(blank=True, default=''),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sourceuse',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_sourceusehistory" ("bearing_id", "case_id", "conflict_id", "dataset_id", "edge_id", "event_id", "holding_id", "id", "incident_id", "issue_id", "law_id", "model_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "proceeding_id", "provider_id", "service_id", "source_id", "status_id", "treatment_id") VALUES (NEW."bearing_id", NEW."case_id", NEW."conflict_id", NEW."dataset_id", NEW."edge_id", NEW."event_id", NEW."holding_id", NEW."id", NEW."incident_id", NEW."issue_id", NEW."law_id", NEW."model_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."proceeding_id", NEW."provider_id", NEW."service_id", NEW."source_id", NEW."status_id", NEW."treatment_id"); RETURN NULL;', hash='308522d7c827f8173d49656dc6104954509ff688', operation='INSERT', pgid='pgtrigger_insert_insert_f8915', table='kb_sourceuse', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sourceuse',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_sourceusehistory" ("bearing_id", "case_id", "conflict_id", "dataset_id", "edge_id", "event_id", "holding_id", "id", "incident_id", "issue_id", "law_id", "model_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "proceeding_id", "provider_id", "service_id", "source_id", "status_id", "treatment_id") VALUES (NEW."bearing_id", NEW."case_id", NEW."conflict_id", NEW."dataset_id", NEW."edge_id", NEW."event_id", NEW."holding_id", NEW."id", NEW."incident_id", NEW."issue_id", NEW."law_id", NEW."model_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."proceeding_id", NEW."provider_id", NEW."service_id", NEW."source_id", NEW."status_id", NEW."treatment_id"); RETURN NULL;', hash='c340e0d3ef46b328a6e16ddb4446d9a9779cb347', operation='UPDATE', pgid='pgtrigger_update_update_cfa94', table='kb_sourceuse', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sourceuse',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_sourceusehistory" ("bearing_id", "case_id", "conflict_id", "dataset_id", "edge_id", "event_id", "holding_id", "id", "incident_id", "issue_id", "law_id", "model_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "proceeding_id", "provider_id", "service_id", "source_id", "status_id", "treatment_id") VALUES (OLD."bearing_id", OLD."case_id", OLD."conflict_id", OLD."dataset_id", OLD."edge_id", OLD."event_id", OLD."holding_id", OLD."id", OLD."incident_id", OLD."issue_id", OLD."law_id", OLD."model_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."proceeding_id", OLD."provider_id", OLD."service_id", OLD."source_id", OLD."status_id", OLD."treatment_id"); RETURN NULL;', hash='c6f82ea0deefa312f93f4e6685059f86ae41ee8c', operation='DELETE', pgid='pgtrigger_delete_delete_cf6f2', table='kb_sourceuse', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='treatment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_treatmenthistory" ("case_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinpoint", "position", "quote", "treated_id", "treatment", "verification") VALUES (NEW."case_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pinpoint", NEW."position", NEW."quote", NEW."treated_id", NEW."treatment", NEW."verification"); RETURN NULL;', hash='1a02ee9a2e1d3ddd917a2008c4b9d47e74964a79', operation='INSERT', pgid='pgtrigger_insert_insert_1ac9e', table='kb_treatment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='treatment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_treatmenthistory" ("case_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinpoint", "position", "quote", "treated_id", "treatment", "verification") VALUES (NEW."case_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pinpoint", NEW."position", NEW."quote", NEW."treated_id", NEW."treatment", NEW."verification"); RETURN NULL;', hash='270db956216c7ee96b72f112edd4fcee0ecc6cd4', operation='UPDATE', pgid='pgtrigger_update_update_d3977', table='kb_treatment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='treatment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_treatmenthistory" ("case_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinpoint", "position", "quote", "treated_id", "treatment", "verification") VALUES (OLD."case_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pinpoint", OLD."position", OLD."quote", OLD."treated_id", OLD."treatment", OLD."verification"); RETURN NULL;', hash='fffb0551c9bf279770cffe4e3e559bd24944d670', operation='DELETE', pgid='pgtrigger_delete_delete_57b0e', table='kb_treatment', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='treatment',
            constraint=models.CheckConstraint(condition=models.Q(('quote__words__lte', 40)), name='treatment_quote_is_short'),
        ),
        migrations.AddField(
            model_name='bearing',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bears_on', to='kb.case'),
        ),
        migrations.AddField(
            model_name='bearing',
            name='instrument',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='borne_on_by', to='kb.instrument'),
        ),
        migrations.AddField(
            model_name='bearing',
            name='law',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='borne_on_by', to='kb.law'),
        ),
        migrations.AddField(
            model_name='sourceuse',
            name='bearing',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.bearing'),
        ),
        migrations.AddField(
            model_name='sourceusehistory',
            name='bearing',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kb.bearing'),
        ),
        migrations.AddField(
            model_name='bearinghistory',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kb.case'),
        ),
        migrations.AddField(
            model_name='bearinghistory',
            name='instrument',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kb.instrument'),
        ),
        migrations.AddField(
            model_name='bearinghistory',
            name='law',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kb.law'),
        ),
        migrations.AddField(
            model_name='bearinghistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='bearinghistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='kb.bearing'),
        ),
        migrations.AddField(
            model_name='proceeding',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proceedings', to='kb.case'),
        ),
        migrations.AddField(
            model_name='proceeding',
            name='own_record',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stages_of_others', to='kb.case'),
        ),
        migrations.AddField(
            model_name='sourceuse',
            name='proceeding',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='source_uses', to='kb.proceeding'),
        ),
        migrations.AddField(
            model_name='sourceusehistory',
            name='proceeding',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kb.proceeding'),
        ),
        migrations.AddConstraint(
            model_name='sourceuse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', False), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', False), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', False), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', False), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', False), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', False), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', False), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', False), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', False)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', False), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', False), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', False), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', False), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', False), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', True), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', False), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), models.Q(('bearing__isnull', True), ('case__isnull', True), ('conflict__isnull', False), ('dataset__isnull', True), ('edge__isnull', True), ('event__isnull', True), ('holding__isnull', True), ('incident__isnull', True), ('issue__isnull', True), ('law__isnull', True), ('model__isnull', True), ('proceeding__isnull', True), ('provider__isnull', True), ('service__isnull', True), ('status__isnull', True), ('treatment__isnull', True)), _connector='OR'), name='source_use_belongs_to_one'),
        ),
        migrations.AddField(
            model_name='proceedinghistory',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kb.case'),
        ),
        migrations.AddField(
            model_name='proceedinghistory',
            name='own_record',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kb.case'),
        ),
        migrations.AddField(
            model_name='proceedinghistory',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='proceedinghistory',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='kb.proceeding'),
        ),
        migrations.AddConstraint(
            model_name='bearing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', ''), ('instrument__isnull', False), ('law__isnull', True)), models.Q(('act', ''), ('instrument__isnull', True), ('law__isnull', False)), models.Q(('instrument__isnull', True), ('law__isnull', True), models.Q(('act', ''), _negated=True)), _connector='OR'), name='bearing_on_one'),
        ),
        migrations.AddConstraint(
            model_name='bearing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('clause', ''), ('instrument__isnull', False), _connector='OR'), models.Q(('provision', ''), ('law__isnull', False), _connector='OR'), models.Q(('text', ''), models.Q(('act', ''), _negated=True), _connector='OR')), name='bearing_part_of_its_own'),
        ),
        migrations.AddConstraint(
            model_name='bearing',
            constraint=models.CheckConstraint(condition=models.Q(('quote__words__lte', 40)), name='bearing_quote_is_short'),
        ),
        migrations.AddConstraint(
            model_name='bearing',
            constraint=models.CheckConstraint(condition=models.Q(('how__in', ['interprets', 'applies', 'challenges', 'concerns'])), name='bearing_how_known'),
        ),
        migrations.AddConstraint(
            model_name='bearing',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['', 'access', 'use', 'use_outputs', 'train', 'distill', 'develop', 'reverse_engineer', 'extract', 'benchmark', 'modify', 'distribute', 'name', 'document', 'register'])), name='bearing_act_known'),
        ),
        migrations.AddConstraint(
            model_name='bearing',
            constraint=models.CheckConstraint(condition=models.Q(('verification__in', ['', 'verified', 'reported', 'unverified', 'disputed'])), name='bearing_verification_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bearing',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_bearinghistory" ("act", "case_id", "clause", "how", "id", "instrument_id", "law_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinpoint", "position", "provision", "quote", "text", "verification") VALUES (NEW."act", NEW."case_id", NEW."clause", NEW."how", NEW."id", NEW."instrument_id", NEW."law_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pinpoint", NEW."position", NEW."provision", NEW."quote", NEW."text", NEW."verification"); RETURN NULL;', hash='443ce04935290ae8a1a276b689ea078bb0798169', operation='INSERT', pgid='pgtrigger_insert_insert_63907', table='kb_bearing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bearing',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_bearinghistory" ("act", "case_id", "clause", "how", "id", "instrument_id", "law_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinpoint", "position", "provision", "quote", "text", "verification") VALUES (NEW."act", NEW."case_id", NEW."clause", NEW."how", NEW."id", NEW."instrument_id", NEW."law_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pinpoint", NEW."position", NEW."provision", NEW."quote", NEW."text", NEW."verification"); RETURN NULL;', hash='80964b127c66d1f714502e8027a475c455e987f9', operation='UPDATE', pgid='pgtrigger_update_update_7a12d', table='kb_bearing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bearing',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_bearinghistory" ("act", "case_id", "clause", "how", "id", "instrument_id", "law_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinpoint", "position", "provision", "quote", "text", "verification") VALUES (OLD."act", OLD."case_id", OLD."clause", OLD."how", OLD."id", OLD."instrument_id", OLD."law_id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pinpoint", OLD."position", OLD."provision", OLD."quote", OLD."text", OLD."verification"); RETURN NULL;', hash='93aaf4b71d76e4931780f44e1fee798d7aff27f5', operation='DELETE', pgid='pgtrigger_delete_delete_0a01a', table='kb_bearing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bearinghistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2df2a46701316db82a0586efe700bf52a7355cfe', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e01f6', table='kb_bearinghistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='proceeding',
            constraint=models.CheckConstraint(condition=models.Q(('court', ''), _negated=True), name='proceeding_court_given'),
        ),
        migrations.AddConstraint(
            model_name='proceeding',
            constraint=models.CheckConstraint(condition=models.Q(('date__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$')), name='proceeding_date_is_date'),
        ),
        migrations.AddConstraint(
            model_name='proceeding',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['filed', 'removed', 'transferred', 'consolidated', 'referred', 'appealed', 'reviewed', 'remanded', 'parallel'])), name='proceeding_step_known'),
        ),
        migrations.AddConstraint(
            model_name='proceeding',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'pending', 'granted', 'granted_in_part', 'denied', 'denied_in_part', 'affirmed', 'affirmed_in_part', 'reversed', 'vacated', 'remanded', 'dismissed', 'settled', 'decided'])), name='proceeding_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='proceeding',
            constraint=models.CheckConstraint(condition=models.Q(('verification__in', ['', 'verified', 'reported', 'unverified', 'disputed'])), name='proceeding_verification_known'),
        ),
        migrations.AddConstraint(
            model_name='proceeding',
            constraint=models.CheckConstraint(condition=models.Q(('own_record', models.F('case')), _negated=True), name='proceeding_of_another'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proceeding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_proceedinghistory" ("case_id", "citation", "court", "date", "docket", "id", "note", "outcome", "own_record_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "step", "verification") VALUES (NEW."case_id", NEW."citation", NEW."court", NEW."date", NEW."docket", NEW."id", NEW."note", NEW."outcome", NEW."own_record_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."step", NEW."verification"); RETURN NULL;', hash='ee548c7561c126bc6ffadd30bac99f81fcd1fedd', operation='INSERT', pgid='pgtrigger_insert_insert_b88ff', table='kb_proceeding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proceeding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_proceedinghistory" ("case_id", "citation", "court", "date", "docket", "id", "note", "outcome", "own_record_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "step", "verification") VALUES (NEW."case_id", NEW."citation", NEW."court", NEW."date", NEW."docket", NEW."id", NEW."note", NEW."outcome", NEW."own_record_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."step", NEW."verification"); RETURN NULL;', hash='6697aaf300ce830e805d50a828c70f9c947fa7de', operation='UPDATE', pgid='pgtrigger_update_update_85fd8', table='kb_proceeding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proceeding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_proceedinghistory" ("case_id", "citation", "court", "date", "docket", "id", "note", "outcome", "own_record_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "step", "verification") VALUES (OLD."case_id", OLD."citation", OLD."court", OLD."date", OLD."docket", OLD."id", OLD."note", OLD."outcome", OLD."own_record_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."step", OLD."verification"); RETURN NULL;', hash='ad0b581298c88f1a30d83cc25d8c69436a5391e0', operation='DELETE', pgid='pgtrigger_delete_delete_1839e', table='kb_proceeding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proceedinghistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='005c5b1e7b39688a010254fef04d1863822f4466', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_71077', table='kb_proceedinghistory', when='BEFORE')),
        ),
        ]),
    ]
