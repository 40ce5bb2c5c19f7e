from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_one_account_per_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="letter",
            field=models.CharField(
                blank=True,
                choices=[("waiting", "送信待ち"), ("sent", "送信済み"), ("failed", "送信できず")],
                max_length=7,
            ),
        ),
    ]
