import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0009_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField()),
                ('prefix', models.CharField(editable=False, max_length=12, unique=True)),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API token',
                'ordering': ('-created_at',),
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='api_token_name_given'), models.CheckConstraint(condition=models.Q(('prefix', ''), _negated=True), name='api_token_prefix_given'), models.CheckConstraint(condition=models.Q(('digest__length', 64)), name='api_token_digest_is_whole'), models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['read', 'ask', 'keep', 'jobs']), ('scopes__len__gte', 1)), name='api_token_has_scopes')],
            },
        ),
    ]
