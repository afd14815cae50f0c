urlpatterns = []
app_name = "letters"
