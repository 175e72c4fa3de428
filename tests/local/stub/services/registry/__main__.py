from services.standin import main

main()
