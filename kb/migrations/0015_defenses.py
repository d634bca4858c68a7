import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from kb.migrations._together import Together


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0014_notices'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        Together([
        migrations.CreateModel(
            name='Defense',
            fields=[
                ('id', models.CharField(max_length=400, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('note', models.CharField(blank=True, default='')),
                ('verification', models.CharField(blank=True, choices=[('verified', 'verified'), ('reported', 'reported'), ('unverified', 'unverified'), ('disputed', 'disputed')], default='')),
                ('countermeasure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='against', to='kb.countermeasure')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='defenses', to='kb.source')),
                ('technique', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='defenses', to='kb.technique')),
            ],
            options={
                'ordering': ('position',),
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('verification__in', ['', 'verified', 'reported', 'unverified', 'disputed'])), name='defense_verification_known'), models.UniqueConstraint(fields=('countermeasure', 'technique'), name='defense_once')],
            },
        ),
        migrations.CreateModel(
            name='DefenseHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.CharField(max_length=400, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('note', models.CharField(blank=True, default='')),
                ('verification', models.CharField(blank=True, choices=[('verified', 'verified'), ('reported', 'reported'), ('unverified', 'unverified'), ('disputed', 'disputed')], default='')),
                ('countermeasure', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kb.countermeasure')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', related_query_name='history', to='kb.defense')),
                ('source', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kb.source')),
                ('technique', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='kb.technique')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='defense',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_defensehistory" ("countermeasure_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source_id", "technique_id", "verification") VALUES (NEW."countermeasure_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."source_id", NEW."technique_id", NEW."verification"); RETURN NULL;', hash='25b31dc83ecd03c7320ea15b188202fae6219816', operation='INSERT', pgid='pgtrigger_insert_insert_a2fb3', table='kb_defense', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='defense',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "kb_defensehistory" ("countermeasure_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source_id", "technique_id", "verification") VALUES (NEW."countermeasure_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."source_id", NEW."technique_id", NEW."verification"); RETURN NULL;', hash='2960ac51c9fa04579095224cf462cde28a145ea7', operation='UPDATE', pgid='pgtrigger_update_update_f78c0', table='kb_defense', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='defense',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "kb_defensehistory" ("countermeasure_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source_id", "technique_id", "verification") VALUES (OLD."countermeasure_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."source_id", OLD."technique_id", OLD."verification"); RETURN NULL;', hash='15ec11195c17592d0646cd8f80fcf73f529dd953', operation='DELETE', pgid='pgtrigger_delete_delete_9ea81', table='kb_defense', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='defensehistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='aaa6df8c03d4599678bd1eb20e3fdcb66c3f0ca7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ca61b', table='kb_defensehistory', when='BEFORE')),
        ),
        ]),
    ]
