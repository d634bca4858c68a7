from django.db import migrations

from kb.migrations._together import install_triggers, remove_triggers


class Migration(migrations.Migration):

    dependencies = [("kb", "0006_history_3")]

    operations = [migrations.RunPython(install_triggers, remove_triggers)]
